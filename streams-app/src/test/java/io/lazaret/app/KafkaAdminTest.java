package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lazaret.core.RefusedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What Kafka refuses is waited for where it passes by itself, and nothing else is. */
class KafkaAdminTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Logger logger = (Logger) LoggerFactory.getLogger(KafkaAdmin.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Deque<Exception> answers = new ArrayDeque<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void endListening() {
    logger.detachAppender(log);
  }

  private String ask() {
    if (answers.isEmpty()) {
      return "done";
    }
    Exception refusal = answers.pop();
    throw new RefusedException("Kafka at k:1: " + refusal.getMessage(), refusal);
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void whatPassesIsWaitedForAndSaidOnce() throws Exception {
    answers.add(new InvalidReplicationFactorException("too few brokers"));
    answers.add(new InvalidReplicationFactorException("too few brokers"));
    answers.add(new NotControllerException("another controller"));

    assertEquals("done", KafkaAdmin.patiently(this::ask, LONG));

    assertEquals(
        List.of(
            "Kafka at k:1: too few brokers; waiting", "Kafka at k:1: another controller; waiting"),
        said());
  }

  @Test
  void whatDoesNotPassIsRefusedAfterTheLimit() {
    answers.add(new TimeoutException("no answer"));
    answers.add(new InvalidReplicationFactorException("too few brokers"));

    String refusal =
        assertThrows(
                RefusedException.class,
                () -> KafkaAdmin.patiently(this::ask, Duration.ofMillis(500)))
            .getMessage();

    assertEquals("Kafka at k:1: too few brokers; waited 0 s for it", refusal);
  }

  static Stream<Exception> forGood() {
    return Stream.of(
        new InvalidConfigurationException("no such key"),
        new InvalidTopicException("no such name"),
        new PolicyViolationException("a policy"),
        new TopicAuthorizationException("not allowed"));
  }

  @ParameterizedTest
  @MethodSource("forGood")
  void whatStaysIsRefusedAtOnce(Exception refusal) {
    answers.add(refusal);

    RefusedException found =
        assertThrows(RefusedException.class, () -> KafkaAdmin.patiently(this::ask, LONG));

    assertSame(refusal, found.getCause());
    assertEquals(List.of(), said());
  }
}
