package io.lazaret.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into {@link YamlNode}s. Not into Jackson's tree: that one has already turned 1.10 into
 * 1.1 and forgotten the line.
 */
final class YamlReader {
  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * @param file the name used in error messages
   * @throws RefusedException when the text is not YAML, holds a key twice, or uses an alias
   */
  static YamlNode read(String file, String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      YamlReader reader = new YamlReader(file, parser);
      if (parser.nextToken() == null) {
        return new YamlNode.Empty(1);
      }
      YamlNode root = reader.node("");
      if (parser.nextToken() != null) {
        throw new RefusedException(
            file + ": line " + reader.line() + ": a second document; keep one in a file");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new RefusedException(file + ": not valid YAML: " + firstLineAndPlace(e), e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static String firstLineAndPlace(JsonProcessingException e) {
    String message = e.getOriginalMessage().lines().findFirst().orElse("syntax error").strip();
    return e.getLocation() == null
        ? message
        : message + " (line " + e.getLocation().getLineNr() + ")";
  }

  private YamlNode node(String path) throws IOException {
    if (parser.isCurrentAlias()) {
      throw new RefusedException(
          file + ": '" + path + "' is a YAML alias (line " + line() + "); write the value out");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(path);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(path);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new YamlNode.Empty(line());
    }
    return new YamlNode.Scalar(parser.getText(), line());
  }

  private YamlNode mapping(String path) throws IOException {
    int line = line();
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyPath = KeyPath.join(path, key);
      int keyLine = line();
      parser.nextToken();
      if (entries.put(key, node(keyPath)) != null) {
        throw new RefusedException(
            file + ": '" + keyPath + "' is given twice (line " + keyLine + "); keep one");
      }
    }
    return new YamlNode.Mapping(entries, line);
  }

  private YamlNode sequence(String path) throws IOException {
    int line = line();
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(KeyPath.index(path, items.size())));
    }
    return new YamlNode.Sequence(items, line);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
