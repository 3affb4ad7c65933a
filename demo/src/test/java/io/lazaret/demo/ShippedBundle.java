package io.lazaret.demo;

import java.nio.file.Path;

/** The bundle that ships with the project, and where the project is. */
final class ShippedBundle {
  static final Path HOME = Path.of(System.getProperty("lazaret.home")).normalize();
  static final Path DIRECTORY = HOME.resolve("bundles/xray-phantom");

  private ShippedBundle() {}
}
