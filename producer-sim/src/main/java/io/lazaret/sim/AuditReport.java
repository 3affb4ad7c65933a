package io.lazaret.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonText;
import java.util.List;
import java.util.Locale;

/**
 * Whether the law was kept: every input record has exactly one route and exactly one verdict, and
 * they agree.
 *
 * @param inputs input records up to the ends at the start
 * @param cleared route records on the topic of cleared images, of these inputs
 * @param quarantined likewise
 * @param rejected likewise
 * @param verdicts verdicts, of these inputs
 * @param expired routes and verdicts of inputs that the topic no longer holds; not judged
 * @param later routes and verdicts of inputs that came after the start; not judged
 * @param findings what broke the law, one for each kind that was found; empty when it was kept
 */
public record AuditReport(
    long inputs,
    long cleared,
    long quarantined,
    long rejected,
    long verdicts,
    long expired,
    long later,
    List<Finding> findings) {

  /** The ways to break the law. */
  public enum Kind {
    /** An input without a route. */
    MISSING_ROUTE("inputs without a route"),
    /** An input without a verdict. */
    MISSING_VERDICT("inputs without a verdict"),
    /** An input with more than one route. */
    DUPLICATE_ROUTE("inputs with more than one route"),
    /** An input with more than one verdict. */
    DUPLICATE_VERDICT("inputs with more than one verdict"),
    /** Route, route's outcome header and verdict do not say the same. */
    DISAGREEING("inputs whose route and verdict disagree"),
    /** The route's key or value is not the input's. */
    ALTERED("inputs whose key or value was altered on the way"),
    /** A record on a route's topic that is of no input, or does not say of which. */
    FOREIGN_ROUTE("route records of no input"),
    /** A record on the verdicts' topic that is of no input, or is no verdict. */
    FOREIGN_VERDICT("verdict records of no input");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** A few words for a person. */
    public String description() {
      return description;
    }

    /** The word used in reports: lower case, hyphens. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What was found of one kind.
   *
   * @param count how many, at least 1
   * @param examples where the first of them are, {@code topic-partition@offset} and what was found
   */
  public record Finding(Kind kind, long count, List<String> examples) {
    public Finding {
      examples = List.copyOf(examples);
    }
  }

  public AuditReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing was found. */
  public boolean lawKept() {
    return findings.isEmpty();
  }

  /** How many of a kind were found. */
  public long count(Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .mapToLong(Finding::count)
        .sum();
  }

  /** The report as indented UTF-8 JSON. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", 1)
        .put("lawKept", lawKept())
        .put("inputs", inputs)
        .put("cleared", cleared)
        .put("quarantined", quarantined)
        .put("rejected", rejected)
        .put("verdicts", verdicts)
        .put("expired", expired)
        .put("later", later);
    ArrayNode list = json.putArray("findings");
    for (Finding finding : findings) {
      ArrayNode examples =
          list.addObject()
              .put("kind", finding.kind().code())
              .put("count", finding.count())
              .putArray("examples");
      finding.examples().forEach(examples::add);
    }
    return JsonText.pretty(json);
  }

  /** The report for a person, several lines, each ended. */
  public String toText() {
    var text = new StringBuilder();
    text.append(
        String.format(
            "%d input records: %d cleared, %d quarantined, %d rejected; %d verdicts%n",
            inputs, cleared, quarantined, rejected, verdicts));
    if (expired > 0 || later > 0) {
      text.append(
          String.format(
              "not judged: %d records of expired inputs, %d of later ones%n", expired, later));
    }
    for (Finding finding : findings) {
      text.append(String.format("%d %s%n", finding.count(), finding.kind().description()));
      finding.examples().forEach(example -> text.append(String.format("  %s%n", example)));
    }
    return text.append(lawKept() ? "The law is kept." : "THE LAW IS BROKEN.")
        .append(System.lineSeparator())
        .toString();
  }
}
