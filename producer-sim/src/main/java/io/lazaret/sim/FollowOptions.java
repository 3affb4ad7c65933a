package io.lazaret.sim;

import io.lazaret.cli.HttpAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code audit --follow}; none of them makes sense without it. */
final class FollowOptions {
  private static final String FOLLOW = "--follow";

  @Option(names = FOLLOW, description = "Checks inputs as they come, until it is told to stop.")
  private boolean follow;

  @Option(
      names = "--grace",
      defaultValue = "5m",
      converter = Span.class,
      paramLabel = "TIME",
      description =
          "How long an input that was read may lack its route or verdict: 90s, 5m, 2h, 1d"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration grace = Duration.ofMinutes(5);

  @Option(
      names = "--most-open",
      defaultValue = "1000000",
      paramLabel = "N",
      description =
          "Inputs held without route or verdict before no further are read, some 150 bytes each"
              + " (default: ${DEFAULT-VALUE}).")
  private long mostOpen = 1_000_000;

  @Option(
      names = "--from-beginning",
      description = "Checks all inputs that the topic still holds, not only those from now on.")
  private boolean fromBeginning;

  @Option(
      names = "--since",
      converter = Span.class,
      paramLabel = "TIME",
      description =
          "Checks inputs of the last TIME by their own timestamps, and those from now on.")
  private @Nullable Duration since;

  @Option(
      names = "--http-host",
      defaultValue = "127.0.0.1",
      paramLabel = "HOST",
      description =
          "Address for /livez, /readyz and /metrics; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  private String httpHost = "127.0.0.1";

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "Port for them, 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int httpPort = 8080;

  /** Refuses options of an audit that goes on where it is to end; the first one is named. */
  void requireFollow(CommandLine line) {
    if (!follow) {
      throw new ParameterException(
          line, given(line) + " is of an audit that goes on; add " + FOLLOW);
    }
  }

  FollowPlan plan(CommandLine line, Topics topics) {
    if (fromBeginning && since != null) {
      throw new ParameterException(line, "--from-beginning and --since exclude each other");
    }
    if (mostOpen < 1) {
      throw new ParameterException(line, "--most-open must be at least 1, not " + mostOpen);
    }
    return new FollowPlan(topics, start(), grace, mostOpen, FollowPlan.REFRESH);
  }

  HttpAddress address(CommandLine line) {
    try {
      return new HttpAddress(httpHost, httpPort, "--http-");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }

  /** The first of these options that was given. */
  private static String given(CommandLine line) {
    return line.getParseResult().matchedArgs().stream()
        .filter(each -> each.group() != null)
        .map(each -> ((OptionSpec) each).longestName())
        .findFirst()
        .orElseThrow();
  }

  private FollowStart start() {
    if (fromBeginning) {
      return FollowStart.beginning();
    }
    return since == null ? FollowStart.now() : FollowStart.since(since);
  }

  /** A number and its unit. */
  static final class Span implements ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})([smhd])");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no time; write a number and s, m, h or d, such as 5m");
      }
      Duration span = Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
      if (span.compareTo(LONGEST) > 0) {
        throw new TypeConversionException(
            "'" + text + "' is longer than " + LONGEST.toDays() + "d");
      }
      return span;
    }

    private static ChronoUnit unit(String letter) {
      return switch (letter) {
        case "s" -> ChronoUnit.SECONDS;
        case "m" -> ChronoUnit.MINUTES;
        case "h" -> ChronoUnit.HOURS;
        default -> ChronoUnit.DAYS;
      };
    }
  }
}
