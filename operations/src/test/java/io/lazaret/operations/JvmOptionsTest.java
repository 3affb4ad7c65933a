package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM that is out of heap ends, however it was started. */
@Tag("packaging")
class JvmOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lazaret | local flags=(-Dai.djl.offline=true -XX:+ExitOnOutOfMemoryError)",
        "image/pom.xml | <jvmFlag>-XX:+ExitOnOutOfMemoryError</jvmFlag>",
      })
  void launcherAndImageEndIt(String file, String option) throws IOException {
    String text = Files.readString(Peers.HOME.resolve(file));

    assertTrue(text.contains(option), file);
  }
}
