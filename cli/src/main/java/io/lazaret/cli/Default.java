package io.lazaret.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that the settings file leaves out, written as in the file. For a list, the
 * elements separated by commas; for a list or a map, nothing at all means empty. A key without a
 * default is required, unless it is optional or itself a group of keys.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
