package io.lazaret.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.lazaret.app.config.AppConfig.LogFormat;
import org.slf4j.LoggerFactory;

/** The log of a process that is the app. */
final class Logging {
  private static final String OWN_FILE = "logback.configurationFile";

  private Logging() {}

  /** Sets the format, unless the person brought a logback file that says everything. */
  static void configure(LogFormat format) {
    if (System.getProperty(OWN_FILE) != null
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    // Commands are quiet about brokers that they cannot reach; a service must not be.
    context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.WARN);
    switch (format) {
      case TEXT -> {}
      case JSON -> json(context);
    }
  }

  private static void json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }
}
