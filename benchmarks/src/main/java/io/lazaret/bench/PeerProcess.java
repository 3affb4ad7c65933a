package io.lazaret.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.RefusedException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another program, which says in a line of JSON that it is ready and may answer lines with lines.
 */
final class PeerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String program;
  private final Process process;
  private final Path complaints;
  private final BufferedReader answers;
  private final Writer requests;
  private final JsonNode ready;

  private PeerProcess(String program, Process process, Path complaints) {
    this.program = program;
    this.process = process;
    this.complaints = complaints;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.ready = answer();
  }

  /**
   * Starts a program of {@code benchmarks/peers} and waits for its first line.
   *
   * @param interpreter what runs it, with its options
   * @param name the program's file
   * @param complaints a file for what it has to complain of
   * @throws RefusedException when the interpreter, or a module that the program needs, is missing
   */
  static PeerProcess start(
      List<String> interpreter, String name, Path complaints, List<String> arguments) {
    Path script =
        Path.of(System.getProperty("lazaret.home", ".")).resolve("benchmarks/peers").resolve(name);
    if (!Files.isRegularFile(script)) {
      throw new RefusedException(script + ": no such file; run this from the project's sources");
    }
    List<String> command = new ArrayList<>(interpreter);
    command.add(script.toString());
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
      return new PeerProcess(interpreter.get(0), process, complaints);
    } catch (IOException e) {
      throw new RefusedException(
          interpreter.get(0) + ": cannot be run; install Python 3 or name another with --python",
          e);
    }
  }

  /** What the program said when it was ready. */
  JsonNode ready() {
    return ready;
  }

  /** Sends a line and waits for the answer. */
  JsonNode ask(String line) {
    try {
      requests.write(line + "\n");
      requests.flush();
    } catch (IOException e) {
      throw failed(e);
    }
    return answer();
  }

  private JsonNode answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw failed(new EOFException("no answer"));
      }
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the peer answers what is no JSON", e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(IOException cause) {
    String last = lastComplaint();
    if (last.startsWith("ModuleNotFoundError") || last.startsWith("ImportError")) {
      return new RefusedException(
          program
              + ": "
              + last
              + "; install it (Debian: apt install python3-torch python3-numpy python3-pil"
              + " python3-confluent-kafka) or name another with --python",
          cause);
    }
    return new RefusedException(program + ": the peer ended: " + last, cause);
  }

  private String lastComplaint() {
    try {
      process.waitFor();
      List<String> lines = Files.readAllLines(complaints);
      return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "and " + complaints + " cannot be read";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
