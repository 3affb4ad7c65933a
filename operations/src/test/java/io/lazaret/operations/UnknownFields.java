package io.lazaret.operations;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was written in an object and is no field of its kind: the client puts it aside. */
final class UnknownFields {
  private static final String MODEL = "io.fabric8.kubernetes.api.model";
  private static final String ASIDE = "getAdditionalProperties";

  private final List<String> found = new ArrayList<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private UnknownFields() {}

  /** Their paths; none for an object without a typo. */
  static List<String> of(HasMetadata object) {
    UnknownFields fields = new UnknownFields();
    fields.walk(object, object.getKind() + "/" + object.getMetadata().getName());
    return fields.found;
  }

  /** The same for a part of an object. */
  static List<String> of(Object part, String path) {
    UnknownFields fields = new UnknownFields();
    fields.walk(part, path);
    return fields.found;
  }

  private void walk(Object value, String path) {
    if (value == null || !seen.add(value)) {
      return;
    }
    if (value instanceof Collection<?> items) {
      items.forEach(item -> walk(item, path + "[]"));
    } else if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, entry) -> walk(entry, path + "." + key));
    } else if (value.getClass().getName().startsWith(MODEL) && !value.getClass().isEnum()) {
      for (Method getter : value.getClass().getMethods()) {
        if (getter.getParameterCount() == 0 && getter.getName().startsWith("get")) {
          look(value, getter, path);
        }
      }
    }
  }

  private void look(Object value, Method getter, String path) {
    Object part;
    try {
      part = getter.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(getter.toString(), e);
    }
    if (!getter.getName().equals(ASIDE)) {
      walk(part, path + "." + getter.getName().substring("get".length()));
    } else if (part instanceof Map<?, ?> aside) {
      aside.keySet().forEach(key -> found.add(path + "." + key));
    }
  }
}
