package io.lazaret.lab.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.TorchScript;
import io.lazaret.core.model.djl.ScriptProbe;
import io.lazaret.lab.djl.DjlWhiteBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/own-network.md, run by the PyTorch that they are written for. */
@Tag("peers")
class ExportHowToTest {
  private static final Pattern CODE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  private static final int SIZE = 64;

  @TempDir Path directory;

  @Test
  void theDocumentedLinesExportANetworkThatAnswersTheSameHere()
      throws IOException, InterruptedException {
    Matcher code = CODE.matcher(Files.readString(Path.of("../docs/own-network.md")));
    assertTrue(code.find(), "docs/own-network.md has no Python in it");
    String program =
        """
        import torchvision
        torch = __import__("torch")
        torch.manual_seed(1)
        net = torchvision.models.resnet18(num_classes=2).eval()
        """
            + code.group(1)
            + """
        x = torch.arange(3 * 64 * 64).view(1, 3, 64, 64) * 37 % 256 / 255
        with torch.no_grad():
            print(*export(x)[0][0].tolist(), *[float(t.mean()) for t in export(x)[1:]])
        """;
    Path script = directory.resolve("export.py");
    Files.writeString(script, program);

    double[] theirs = numbers(PyTorch.run(directory, script.toString()));

    Path exported = directory.resolve("model.pt");
    Geometry geometry = new Geometry(3, SIZE, SIZE);
    TorchScript architecture = ScriptProbe.inspect(exported, geometry, 2, "cpu");
    float[] image = new float[geometry.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i * 37 % 256 / 255f;
    }
    try (DjlWhiteBox network = DjlWhiteBox.load(architecture, exported, "cpu")) {
      float[] row = network.rows(new float[][] {image})[0];
      assertEquals(theirs[0], row[0], 1e-3);
      assertEquals(theirs[1], row[1], 1e-3);
      for (int tap = 0; tap < architecture.layout().taps().size(); tap++) {
        assertEquals(theirs[2 + tap], mean(row, architecture, tap), 1e-3);
      }
    }
  }

  private static double mean(float[] row, TorchScript architecture, int tap) {
    int channels = architecture.layout().taps().get(tap).channels();
    int offset = architecture.layout().meanOffset(tap);
    double sum = 0;
    for (int i = 0; i < channels; i++) {
      sum += row[offset + i];
    }
    return sum / channels;
  }

  private static double[] numbers(String line) {
    return Pattern.compile(" ").splitAsStream(line).mapToDouble(Double::parseDouble).toArray();
  }
}
