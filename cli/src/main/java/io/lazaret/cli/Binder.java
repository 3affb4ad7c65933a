package io.lazaret.cli;

import io.lazaret.core.RefusedException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a record of a {@link YamlNode}, or says in one line why it cannot. */
final class Binder {
  private final String file;
  private final Path directory;

  Binder(String file, Path directory) {
    this.file = file;
    this.directory = directory;
  }

  Object bind(Type type, YamlNode node, String path) {
    if (type instanceof ParameterizedType generic) {
      return bindGeneric(generic, node, path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return bindRecord(plain, node, path);
    }
    if (node instanceof YamlNode.Scalar scalar) {
      return bindScalar(plain, scalar, path);
    }
    throw wrong(path, TypeWords.of(plain), node);
  }

  private Object bindGeneric(ParameterizedType type, YamlNode node, String path) {
    if (type.getRawType() == Optional.class) {
      return node instanceof YamlNode.Empty
          ? Optional.empty()
          : Optional.of(bind(type.getActualTypeArguments()[0], node, path));
    }
    if (type.getRawType() == List.class) {
      return bindList(type, node, path);
    }
    if (type.getRawType() == Map.class && type.getActualTypeArguments()[0] == String.class) {
      return bindMap(type, node, path);
    }
    throw new IllegalStateException("no settings of type " + type + " at " + path);
  }

  private List<Object> bindList(ParameterizedType type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      throw wrong(path, "a list", node);
    }
    List<Object> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      String itemPath = KeyPath.index(path, values.size());
      values.add(bind(type.getActualTypeArguments()[0], item, itemPath));
    }
    return Collections.unmodifiableList(values);
  }

  private Map<String, Object> bindMap(ParameterizedType type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw wrong(path, "a group of keys", node);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, value) ->
                values.put(
                    key, bind(type.getActualTypeArguments()[1], value, KeyPath.join(path, key))));
    return Collections.unmodifiableMap(values);
  }

  private Object bindRecord(Class<?> type, YamlNode node, String path) {
    Map<String, YamlNode> entries = entries(node, path);
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(entries, components, path);
    Object[] arguments =
        Arrays.stream(components)
            .map(component -> bindComponent(component, entries.get(component.getName()), path))
            .toArray();
    return construct(type, components, arguments, path);
  }

  private Map<String, YamlNode> entries(YamlNode node, String path) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.entries();
    }
    if (node instanceof YamlNode.Empty) {
      return Map.of();
    }
    throw wrong(path, "a group of keys", node);
  }

  private void refuseUnknown(
      Map<String, YamlNode> entries, RecordComponent[] components, String path) {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        String hint =
            KeyPath.nearest(key, known)
                .map(near -> "did you mean '" + KeyPath.join(path, near) + "'?")
                .orElse("known keys: " + String.join(", ", known));
        throw new RefusedException(
            file + ": unknown key '" + KeyPath.join(path, key) + "'; " + hint);
      }
    }
  }

  private Object bindComponent(RecordComponent component, @Nullable YamlNode given, String parent) {
    String path = KeyPath.join(parent, component.getName());
    if (given != null && !(given instanceof YamlNode.Empty)) {
      return bind(component.getGenericType(), given, path);
    }
    Default byDefault = component.getAnnotation(Default.class);
    if (byDefault != null) {
      return bind(component.getGenericType(), written(component, byDefault.value()), path);
    }
    if (component.getType() == Optional.class || component.getType().isRecord()) {
      return bind(component.getGenericType(), new YamlNode.Empty(0), path);
    }
    throw new RefusedException(
        file + ": '" + path + "' is missing; give " + TypeWords.of(component.getGenericType()));
  }

  /** A default as the node it would be in a file. */
  private static YamlNode written(RecordComponent component, String text) {
    if (component.getType() == Map.class) {
      return new YamlNode.Mapping(Map.of(), 0);
    }
    if (component.getType() != List.class) {
      return new YamlNode.Scalar(text, 0);
    }
    return new YamlNode.Sequence(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .map(item -> (YamlNode) new YamlNode.Scalar(item, 0))
            .toList(),
        0);
  }

  private Object construct(
      Class<?> type, RecordComponent[] components, Object[] arguments, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException bad) {
        String where = path.isEmpty() ? "" : "'" + path + "': ";
        throw new RefusedException(file + ": " + where + bad.getMessage(), bad);
      }
      throw new IllegalStateException(type + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private Object bindScalar(Class<?> type, YamlNode.Scalar scalar, String path) {
    String text = scalar.text();
    try {
      if (type == String.class) {
        return text;
      } else if (type == int.class || type == Integer.class) {
        return Integer.valueOf(digits(text));
      } else if (type == long.class || type == Long.class) {
        return Long.valueOf(digits(text));
      } else if (type == double.class || type == Double.class) {
        return finite(text);
      } else if (type == boolean.class || type == Boolean.class) {
        return truth(text);
      } else if (type == Path.class) {
        return directory.resolve(text).normalize();
      } else if (type.isEnum()) {
        return constant(type, text);
      }
    } catch (IllegalArgumentException e) {
      // A number, path, truth value or constant that does not parse.
      throw wrong(path, TypeWords.of(type), scalar);
    }
    throw new IllegalStateException("no settings of type " + type + " at " + path);
  }

  /** YAML lets people write 20_000_000. */
  private static String digits(String text) {
    return text.replaceAll("(?<=\\d)_(?=\\d)", "");
  }

  private static Double finite(String text) {
    double value = Double.parseDouble(digits(text));
    if (!Double.isFinite(value)) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static Boolean truth(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    throw new IllegalArgumentException(text);
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> TypeWords.constant((Enum<?>) constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  private RefusedException wrong(String path, String expected, YamlNode found) {
    String line = found.line() > 0 ? " (line " + found.line() + ")" : "";
    String subject = path.isEmpty() ? "the file" : "'" + path + "'";
    return new RefusedException(
        file + ": " + subject + " must be " + expected + ", not " + found.kind() + line);
  }
}
