package io.lazaret.lab.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.bundle.BundleManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Copies of bundles, and changes to them that the hashes do not betray. */
final class BundleFiles {
  private BundleFiles() {}

  /** Copies a bundle over whatever is there. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path each : walk.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(each));
        }
      }
    }
  }

  /** Changes a JSON file of the bundle, and its hash with it. */
  static void edit(Path bundle, String name, Consumer<ObjectNode> change) throws IOException {
    Path file = bundle.resolve(name);
    ObjectNode json = (ObjectNode) BundleJson.mapper().readTree(file.toFile());
    change.accept(json);
    BundleJson.write(file, json);
    if (!name.equals(BundleManifest.FILE)) {
      rehash(bundle, name);
    }
  }

  /** Makes the manifest agree with a file as it is now. */
  static void rehash(Path bundle, String name) throws IOException {
    String hash = Bundle.sha256(bundle.resolve(name));
    edit(bundle, BundleManifest.FILE, json -> ((ObjectNode) json.path("files")).put(name, hash));
  }
}
