package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  private static final Workspace.Format<Integer> NUMBER =
      new Workspace.Format<>() {
        @Override
        public void write(Integer value, DataOutputStream out) throws IOException {
          out.writeInt(value);
        }

        @Override
        public Integer read(DataInputStream in) throws IOException {
          return in.readInt();
        }
      };

  record Point(double x, List<Boolean> flags) {}

  @TempDir Path directory;

  @Test
  void whatWasComputedIsReadBackAndNotComputedAgain() throws IOException {
    Point point = new Point(0.1 + 0.2, List.of(true, false));
    try (Workspace workspace = open("a")) {
      assertEquals(point, workspace.json("seed-1/point", Point.class, () -> point));
      assertEquals(7, workspace.binary("seed-1/number", NUMBER, () -> 7));
      workspace.file("seed-1/text", file -> write(file, "once"));
    }

    try (Workspace workspace = open("a")) {
      assertEquals(point, workspace.json("seed-1/point", Point.class, WorkspaceTest::computed));
      assertEquals(7, workspace.binary("seed-1/number", NUMBER, WorkspaceTest::computed));
      Path text = workspace.file("seed-1/text", file -> write(file, "twice"));
      assertEquals("once", Files.readString(text));
    }
  }

  @Test
  void aNoteIsReadBackAsItWasWrittenLast() throws IOException {
    try (Workspace workspace = open("a")) {
      assertEquals(Optional.empty(), workspace.noted("point", Point.class));
      workspace.note("point", new Point(1, List.of()));
      workspace.note("point", new Point(2, List.of(true)));
    }

    try (Workspace workspace = open("a")) {
      assertEquals(Optional.of(new Point(2, List.of(true))), workspace.noted("point", Point.class));
    }
  }

  @Test
  void whatFailedHalfWayLeavesNothingThatCouldBeReadBack() throws IOException {
    try (Workspace workspace = open("a")) {
      assertThrows(
          IllegalStateException.class,
          () ->
              workspace.file(
                  "weights",
                  file -> {
                    write(file, "half");
                    throw new IllegalStateException("killed");
                  }));

      assertFalse(Files.exists(directory.resolve("weights")));
      Path whole = workspace.file("weights", file -> write(file, "whole"));
      assertEquals("whole", Files.readString(whole));
    }
  }

  @Test
  void theWorkOfAnotherStudyIsRefused() throws IOException {
    open("a").close();

    assertRefused("another recipe, data set or version", () -> open("b"));
    open("a").close();
  }

  @Test
  void twoStudiesInOnePlaceAreRefused() throws IOException {
    try (Workspace first = open("a")) {
      assertRefused("another study is at work", () -> open("a"));
    }
  }

  @Test
  void aDamagedFileIsRefusedByItsName() throws IOException {
    try (Workspace workspace = open("a")) {
      workspace.binary("number", NUMBER, () -> 7);
      workspace.json("point", Point.class, () -> new Point(1, List.of()));
      write(directory.resolve("number.gz"), "not gzip");
      write(directory.resolve("point.json"), "{");

      assertRefused("number.gz", () -> workspace.binary("number", NUMBER, () -> 7));
      assertRefused(
          "point.json", () -> workspace.json("point", Point.class, WorkspaceTest::computed));
    }
  }

  private static void assertRefused(String saying, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(RefusedException.class, call).getMessage();
    assertTrue(message.contains(saying), message);
    assertEquals(1, message.lines().count());
  }

  private static <T> T computed() {
    throw new AssertionError("computed again");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Workspace open(String fingerprint) {
    return Workspace.open(directory, fingerprint);
  }
}
