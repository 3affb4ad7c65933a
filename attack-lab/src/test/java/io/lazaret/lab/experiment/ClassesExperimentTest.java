package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.Specimen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassesExperimentTest {

  /** Two classes must not have more images of each than three, or size would be compared. */
  @Test
  void everyNumberOfClassesHasAsManyImagesOfEach() {
    Dataset all = dataset(50, 30, 20);

    assertEquals(List.of(20L, 20L), counts(ClassesExperiment.first(all, 2, 100)));
    assertEquals(List.of(20L, 20L, 20L), counts(ClassesExperiment.first(all, 3, 100)));
    assertEquals(List.of(10L, 10L), counts(ClassesExperiment.first(all, 2, 10)));
  }

  private static Dataset dataset(int... images) {
    List<Specimen> specimens = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (int label = 0; label < images.length; label++) {
      classes.add("class-" + label);
      for (int i = 0; i < images[label]; i++) {
        String id = label + "-" + i;
        specimens.add(new Specimen(id, id, label, () -> null));
      }
    }
    return new Dataset("set", "modality", classes, specimens, "hash");
  }

  private static List<Long> counts(Dataset dataset) {
    List<Long> counts = new ArrayList<>();
    for (int label = 0; label < dataset.classes().size(); label++) {
      int wanted = label;
      counts.add(dataset.specimens().stream().filter(each -> each.label() == wanted).count());
    }
    return counts;
  }
}
