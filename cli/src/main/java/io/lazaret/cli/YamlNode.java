package io.lazaret.cli;

import java.util.List;
import java.util.Map;

/** A settings file as it was written: scalars keep their text, everything its line (from 1). */
sealed interface YamlNode {
  int line();

  /** What this is, in a word for a person. */
  String kind();

  /** A key without a value counts as left out. */
  record Empty(int line) implements YamlNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  record Scalar(String text, int line) implements YamlNode {
    @Override
    public String kind() {
      return "'" + text + "'";
    }
  }

  record Sequence(List<YamlNode> items, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a group of keys";
    }
  }
}
