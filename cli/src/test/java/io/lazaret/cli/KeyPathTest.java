package io.lazaret.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyPathTest {

  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertEquals(0, KeyPath.distance("port", "port"));
    assertEquals(1, KeyPath.distance("port", "ports"));
    assertEquals(3, KeyPath.distance("kitten", "sitting"));
    assertEquals(4, KeyPath.distance("", "port"));
  }

  @Test
  void nearestLooksPastCapitalsAndSeparators() {
    List<String> known = List.of("streamThreads", "bootstrapServers");

    assertEquals(Optional.of("streamThreads"), KeyPath.nearest("stream_threads", known));
    assertEquals(Optional.empty(), KeyPath.nearest("colour", known));
  }
}
