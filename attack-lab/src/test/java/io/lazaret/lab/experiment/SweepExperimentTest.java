package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.experiment.SweepExperiment.Row;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepExperimentTest {
  private static final Geometry GEOMETRY = new Geometry(1, 8, 8);

  /**
   * Of four images the second is misread anyway; the attack takes the third, as floats the fourth
   * too.
   */
  @Test
  void accuracyCountsWhatIsMisreadWithoutAnAttack() {
    List<Sample> images =
        IntStream.range(0, 4)
            .mapToObj(i -> new Sample("i" + i, "p" + i, 0, new Levels(GEOMETRY, new byte[64])))
            .toList();
    List<Sample> correct = List.of(images.get(0), images.get(2), images.get(3));

    Row row =
        SweepExperiment.row(
            "PGD", 0.004, images, correct, List.of(false, true, true), List.of(false, true, false));

    assertEquals(0.25, row.accuracyFloat().value());
    assertEquals(0.5, row.accuracy().value());
    assertEquals(4, row.n());
  }
}
