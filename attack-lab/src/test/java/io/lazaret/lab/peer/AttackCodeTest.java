package io.lazaret.lab.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.lab.command.LabCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attack code of somebody else's, by examples/attack.py, against the bundle that ships. */
@Tag("peers")
class AttackCodeTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final String BUNDLE = HOME.resolve("bundles/xray-phantom").toString();
  private static final String PROGRAM = HOME.resolve("examples/attack.py").toString();
  private static final int IMAGES = 30;
  private static final Pattern SAID =
      Pattern.compile("(\\d+) of (\\d+) files are misread; the largest change is (\\d+) levels");

  @TempDir private Path directory;

  @BeforeEach
  void phantoms() throws Exception {
    lab("corpus", "--bundle", BUNDLE, "--images=" + IMAGES, "--attacked=0", "--out=clean");
  }

  @Test
  void whatItMakesIsJudgedByTheBundleThatItAttacks() throws Exception {
    Matcher said = attack("out", "--levels=2");

    int misread = Integer.parseInt(said.group(1));
    int tried = Integer.parseInt(said.group(2));
    assertEquals("2", said.group(3));
    assertTrue(misread > tried / 2, said.group());
    List<CorpusEntry> entries = Corpus.read(directory.resolve("out")).entries();
    assertEquals(IMAGES + tried, entries.size());
    assertEquals(misread, entries.stream().filter(each -> each.successful().orElse(false)).count());
    String table = lab("evaluate", "--bundle", BUNDLE, "--corpus=out");
    assertTrue(row("MI-FGSM at 2.0/255", tried).matcher(table).find(), table);
    assertTrue(row("MI-FGSM at 2.0/255, misread", misread).matcher(table).find(), table);
    assertTrue(row("clean", IMAGES).matcher(table).find(), table);
  }

  /** The lines of docs/attacks.md. */
  @Test
  void codeOfOnesOwnTakesItsPlace() throws Exception {
    Matcher code =
        Pattern.compile("<<'PY'\n(.*?)PY\n", Pattern.DOTALL)
            .matcher(Files.readString(HOME.resolve("docs/attacks.md")));
    assertTrue(code.find(), "docs/attacks.md has no Python in it");
    Files.writeString(directory.resolve("mine.py"), code.group(1));

    Matcher said = attack("mine", "--code=mine.py");

    assertEquals("1", said.group(3));
    String table = lab("evaluate", "--bundle", BUNDLE, "--corpus=mine");
    int tried = Integer.parseInt(said.group(2));
    assertTrue(row("mine at 1.0/255", tried).matcher(table).find(), table);
  }

  private Matcher attack(String out, String option) throws IOException, InterruptedException {
    String said =
        PyTorch.run(
            directory, PROGRAM, "--bundle", BUNDLE, "--corpus=clean", "--out=" + out, option);
    Matcher matcher = SAID.matcher(said);
    assertTrue(matcher.matches(), said);
    return matcher;
  }

  private static Pattern row(String kind, int images) {
    return Pattern.compile("(?m)^" + Pattern.quote(kind) + " +" + images + " ");
  }

  private String lab(String... arguments) throws IOException, InterruptedException {
    Path output = directory.resolve("table");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Dai.djl.offline=true",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LabCommand.class.getName()),
                        Stream.of(arguments))
                    .toList())
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("complaints").toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(directory.resolve("complaints")));
    return Files.readString(output);
  }
}
