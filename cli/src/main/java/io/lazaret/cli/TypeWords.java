package io.lazaret.cli;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Types of settings in words for a person. */
final class TypeWords {
  private TypeWords() {}

  static String of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return of(arguments[0]);
      }
      if (generic.getRawType() == List.class) {
        return "a list, each " + of(arguments[0]);
      }
      if (generic.getRawType() == Map.class) {
        return "a group of keys, each " + of(arguments[1]);
      }
    }
    return ofPlain((Class<?>) type);
  }

  private static String ofPlain(Class<?> type) {
    if (type == String.class) {
      return "text";
    } else if (type == int.class || type == Integer.class) {
      return "a whole number";
    } else if (type == long.class || type == Long.class) {
      return "a whole number";
    } else if (type == double.class || type == Double.class) {
      return "a number";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == Path.class) {
      return "a path";
    } else if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return "a group of keys";
  }

  /** An enum constant as it stands in a file: lower case, hyphens. */
  static String constant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
