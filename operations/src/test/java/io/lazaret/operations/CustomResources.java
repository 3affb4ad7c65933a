package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Kinds that Kubernetes' client does not know. Their fields are in the test resources, written down
 * from the operators' own definitions.
 */
final class CustomResources {
  private CustomResources() {}

  /** What is wrong with it; empty when nothing is. */
  static Set<ValidationMessage> faults(JsonNode object) {
    return definition(object.get("kind").asText()).validate(object);
  }

  private static JsonSchema definition(String kind) {
    String file = "/custom-resources/" + kind + ".json";
    try (InputStream text = CustomResources.class.getResourceAsStream(file)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
