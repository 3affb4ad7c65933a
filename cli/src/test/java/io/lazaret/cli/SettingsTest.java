package io.lazaret.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Path HERE = Path.of("/etc/lazaret");

  enum Device {
    AUTO,
    FIRST_GPU
  }

  record Broker(
      @Doc("Where Kafka is.") String bootstrapServers,
      @Doc("Threads.") @Default("2") int streamThreads,
      @Doc("Passed on.") @Default("") Map<String, String> properties) {
    Broker {
      if (streamThreads < 1) {
        throw new IllegalArgumentException("streamThreads must be at least 1, not 0");
      }
    }
  }

  record Feed(
      @Doc("Its name.") String name, @Doc("Images a second.") @Default("1.5") double rate) {}

  record Everything(
      @Doc("Kafka.") Broker kafka,
      @Doc("A long.") @Default("20_000_000") long bytes,
      @Doc("A truth.") @Default("true") boolean strict,
      @Doc("A directory.") @Default("state") Path state,
      @Doc("A device | or none.") @Default("auto") Device device,
      @Doc("Bundles.") @Default("") Map<String, Path> bundles,
      @Doc("Names.") @Default("a, b") List<String> names,
      @Doc("Numbers.") @Default("") List<Double> numbers,
      @Doc("Feeds.") @Default("") List<Feed> feeds,
      @Doc("A note.") Optional<String> note,
      @Doc("A limit.") Optional<Integer> limit) {}

  private static Everything parse(String yaml) {
    return Settings.parse("app.yaml", yaml, HERE, Everything.class);
  }

  private static String refusal(String yaml) {
    return assertThrows(RefusedException.class, () -> parse(yaml)).getMessage();
  }

  @Test
  void keysLeftOutTakeTheirDefaults() {
    Everything settings = parse("kafka: {bootstrapServers: 'here:9092'}\nbundles:\n");

    assertEquals(
        new Everything(
            new Broker("here:9092", 2, Map.of()),
            20_000_000L,
            true,
            HERE.resolve("state"),
            Device.AUTO,
            Map.of(),
            List.of("a", "b"),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        settings);
  }

  @Test
  void everyTypeIsRead() {
    Everything settings =
        parse(
            """
            kafka:
              bootstrapServers: a:1,b:2
              streamThreads: 4
              properties:
                max.poll.interval.ms: 1000
                security.protocol: SSL
            bytes: 9_000_000_000
            strict: false
            state: ../var/./state
            device: first-gpu
            bundles: {xray: xray-1, ct: /srv/ct}
            names: [x, 1.10]
            numbers: [1, 2.5e-3]
            feeds:
              - name: ward
              - {name: lab, rate: 3}
            note: hello
            limit: 7
            """);

    assertEquals(
        Map.of("max.poll.interval.ms", "1000", "security.protocol", "SSL"),
        settings.kafka().properties());
    assertEquals(9_000_000_000L, settings.bytes());
    assertEquals(false, settings.strict());
    assertEquals(Path.of("/etc/var/state"), settings.state());
    assertEquals(Device.FIRST_GPU, settings.device());
    assertEquals(
        Map.of("xray", HERE.resolve("xray-1"), "ct", Path.of("/srv/ct")), settings.bundles());
    assertEquals(List.of("x", "1.10"), settings.names());
    assertEquals(List.of(1.0, 0.0025), settings.numbers());
    assertEquals(List.of(new Feed("ward", 1.5), new Feed("lab", 3)), settings.feeds());
    assertEquals(Optional.of("hello"), settings.note());
    assertEquals(Optional.of(7), settings.limit());
  }

  @Test
  void anUnknownKeyNamesTheNearestOne() {
    assertEquals(
        "app.yaml: unknown key 'kafka.bootstrap-server'; did you mean 'kafka.bootstrapServers'?",
        refusal("kafka:\n  bootstrap-server: x"));
  }

  @Test
  void anUnknownKeyLikeNoOtherListsTheKnownOnes() {
    assertEquals(
        "app.yaml: unknown key 'kafka.zzz'; known keys: bootstrapServers, streamThreads, properties",
        refusal("kafka:\n  zzz: x"));
  }

  @Test
  void aMissingRequiredKeyIsNamed() {
    assertEquals("app.yaml: 'kafka.bootstrapServers' is missing; give text", refusal(""));
  }

  @Test
  void aMissingKeyInAListIsNamed() {
    assertEquals(
        "app.yaml: 'feeds[1].name' is missing; give text",
        refusal("kafka: {bootstrapServers: x}\nfeeds: [{name: a}, {rate: 2}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes: many; 'bytes' must be a whole number, not 'many' (line 2)",
        "bytes: 1.5; 'bytes' must be a whole number, not '1.5' (line 2)",
        "bytes: [1]; 'bytes' must be a whole number, not a list (line 2)",
        "limit: 3000000000; 'limit' must be a whole number, not '3000000000' (line 2)",
        "strict: maybe; 'strict' must be true or false, not 'maybe' (line 2)",
        "device: GPU; 'device' must be one of auto, first-gpu, not 'GPU' (line 2)",
        "names: x; 'names' must be a list, not 'x' (line 2)",
        "numbers: [1, .inf]; 'numbers[1]' must be a number, not '.inf' (line 2)",
        "bundles: x; 'bundles' must be a group of keys, not 'x' (line 2)",
        "state: {a: b}; 'state' must be a path, not a group of keys (line 2)",
        "feeds: [x]; 'feeds[0]' must be a group of keys, not 'x' (line 2)",
        "note: *a; 'note' is a YAML alias (line 2)",
        "bytes: 1 / bytes: 2; 'bytes' is given twice (line 3)",
      })
  void aBadValueIsRefusedWithItsKeyAndLine(String yaml, String message) {
    String found = refusal("kafka: {bootstrapServers: x}\n" + yaml.replace(" / ", "\n"));

    String expected = message.startsWith("'") ? message : "'" + message;
    assertTrue(found.startsWith("app.yaml: " + expected), found);
    assertEquals(1, found.lines().count(), found);
  }

  @Test
  void aRecordRefusesItsOwnValues() {
    assertEquals(
        "app.yaml: 'kafka': streamThreads must be at least 1, not 0",
        refusal("kafka: {bootstrapServers: x, streamThreads: 0}"));
  }

  @ParameterizedTest
  @CsvSource({"'kafka: [1, 2'", "'a: b: c'", "'\"open'", "'\t- x'"})
  void invalidYamlIsOneLine(String yaml) {
    String message = refusal(yaml);

    assertTrue(message.startsWith("app.yaml: not valid YAML: "), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void aFileThatIsNotAMappingIsRefused() {
    assertEquals(
        "app.yaml: the file must be a group of keys, not 'hello' (line 1)", refusal("hello"));
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertTrue(refusal("bytes: 1\n---\nbytes: 2").contains("second document"));
  }

  @Test
  void aMissingFileIsOneLine(@TempDir Path directory) {
    Path file = directory.resolve("no.yaml");

    String message =
        assertThrows(RefusedException.class, () -> Settings.read(file, Everything.class))
            .getMessage();

    assertEquals(file + ": no such file; give the path of a settings file", message);
  }

  @Test
  void aBinaryFileIsOneLine(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("x.yaml"), new byte[] {(byte) 0xC3, 0x28});

    String message =
        assertThrows(RefusedException.class, () -> Settings.read(file, Everything.class))
            .getMessage();

    assertEquals(file + ": not UTF-8 text; save the file as UTF-8", message);
  }

  @Test
  void pathsAreRelativeToTheFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("x.yaml"), "kafka: {bootstrapServers: x}");

    assertEquals(directory.resolve("state"), Settings.read(file, Everything.class).state());
  }

  @Test
  void theReferenceListsEveryKey() {
    String table = SettingsReference.markdown(Everything.class);

    assertTrue(
        table.contains("| `kafka.bootstrapServers` | text | required | Where Kafka is. |"), table);
    assertTrue(table.contains("| `bytes` | a whole number | `20_000_000` | A long. |"), table);
    assertTrue(
        table.contains("| `device` | one of auto, first-gpu | `auto` | A device \\| or none. |"),
        table);
    assertTrue(
        table.contains("| `feeds` | a list, each a group of keys | empty | Feeds. |"), table);
    assertTrue(table.contains("| `feeds[].rate` | a number | `1.5` | Images a second. |"), table);
    assertTrue(table.contains("| `note` | text | none | A note. |"), table);
  }
}
