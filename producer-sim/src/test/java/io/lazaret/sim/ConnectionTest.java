package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  @TempDir private Path directory;

  @Test
  void whatSaysHowToConnectReachesEveryClientAndNoText() throws IOException {
    Path file =
        file("security.protocol=SASL_SSL\nsasl.jaas.config=login required password=\"hush\";\n");

    Connection kafka = Connection.read("ward:9093", file);

    assertEquals(
        Map.of(
            "bootstrap.servers",
            "ward:9093",
            "security.protocol",
            "SASL_SSL",
            "sasl.jaas.config",
            "login required password=\"hush\";",
            "own",
            1),
        kafka.settings(Map.of("own", 1)));
    assertEquals("ward:9093", kafka.toString());
  }

  @Test
  void secretsMayStayInFilesOfTheirOwn() throws IOException {
    Files.writeString(directory.resolve("password"), "hush");
    Path file =
        file(
            "config.providers=dir\n"
                + "config.providers.dir.class="
                + DirectoryConfigProvider.class.getName()
                + "\nconfig.providers.dir.param.allowed.paths="
                + directory
                + "\nssl.truststore.password=${dir:"
                + directory
                + ":password}\n");

    AdminClientConfig client =
        new AdminClientConfig(Connection.read("ward:9093", file).settings(Map.of()));

    assertEquals("hush", client.getPassword("ssl.truststore.password").value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "isolation.level",
        "enable.auto.commit",
        "group.id",
        "bootstrap.servers",
        "request.timeout.ms",
        "security.protocoll"
      })
  void whatIsUnknownOrOursIsRefusedByItsNameAndWithoutItsValue(String name) throws IOException {
    Path file = file(name + "=hush\n");

    var refusal = assertThrows(RefusedException.class, () -> Connection.read("ward:9093", file));

    assertTrue(refusal.getMessage().contains("'" + name + "'"), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("hush"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void aFileThatIsNotThereOrNoPropertiesIsRefused() throws IOException {
    Path broken = file("ssl.key.password=\\u12");

    assertThrows(RefusedException.class, () -> Connection.read("a:1", directory.resolve("none")));
    assertThrows(RefusedException.class, () -> Connection.read("a:1", broken));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("client.properties"), text);
  }
}
