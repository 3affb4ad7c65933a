package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options that do not go together are refused before anything is asked of Kafka. */
class FollowOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "--grace=5m, --grace is of an audit that goes on; add --follow",
    "--most-open=5, --most-open is of an audit that goes on; add --follow",
    "--from-beginning, --from-beginning is of an audit that goes on; add --follow",
    "--since=1h --http-port=0, --since is of an audit that goes on; add --follow",
    "--http-port=70000, --http-port is of an audit that goes on; add --follow",
    "--timeout=5 --grace=5m, --grace is of an audit that goes on; add --follow",
    "--follow --timeout=5, --grace",
    "--follow --from-beginning --since=1h, exclude",
    "--follow --grace=soon, such as 5m",
    "--follow --most-open=0, at least 1",
    "--follow --http-port=70000, --http-port must be 0 to 65535",
  })
  void areRefusedInOneLine(String options, String complaint) {
    var err = new StringWriter();
    var line = new CommandLine(new AuditCommand()).setErr(new PrintWriter(err));
    line.setParameterExceptionHandler(
        (misuse, arguments) -> {
          err.write(misuse.getMessage());
          return 2;
        });

    int status = line.execute(("--bootstrap=127.0.0.1:1 " + options).split(" "));

    assertEquals(2, status);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(complaint), err::toString);
  }
}
