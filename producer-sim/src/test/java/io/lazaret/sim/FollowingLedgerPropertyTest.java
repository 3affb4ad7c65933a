package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.sim.AuditReport.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Histories of a few inputs whose outputs come in any order, before or after the inputs. */
class FollowingLedgerPropertyTest {
  private static final long GRACE = Duration.ofSeconds(10).toNanos();

  /** Ways to break the law on one input. */
  enum Break {
    NO_ROUTE(Kind.MISSING_ROUTE),
    NO_VERDICT(Kind.MISSING_VERDICT),
    TWO_ROUTES(Kind.DUPLICATE_ROUTE),
    TWO_VERDICTS(Kind.DUPLICATE_VERDICT),
    ANOTHER_VERDICT(Kind.DISAGREEING),
    ANOTHER_VALUE(Kind.ALTERED),
    ROUTE_OF_NONE(Kind.FOREIGN_ROUTE),
    VERDICT_OF_NONE(Kind.FOREIGN_VERDICT);

    private final Kind kind;

    Break(Kind kind) {
      this.kind = kind;
    }
  }

  private final Set<Kind> found = EnumSet.noneOf(Kind.class);

  @Property(tries = 300)
  void aLawfulHistoryHasNoFindingInWhateverOrderItIsRead(
      @ForAll @IntRange(min = 1, max = 40) int inputs, @ForAll long seed) {
    FollowingLedger ledger = play(inputs, List.of(), new Random(seed));

    assertEquals(Set.of(), found);
    assertEquals(inputs, ledger.counts().settled());
    assertEquals(0, ledger.counts().open() + ledger.counts().early());
  }

  @Property(tries = 300)
  void oneBreakIsFoundByItsKindInWhateverOrderItIsRead(
      @ForAll @IntRange(min = 1, max = 40) int inputs, @ForAll Break breach, @ForAll long seed) {
    FollowingLedger ledger = play(inputs, List.of(breach), new Random(seed));

    assertEquals(Set.of(breach.kind), found);
    long open = ledger.counts().open();
    assertEquals(breach == Break.NO_ROUTE || breach == Break.NO_VERDICT ? 1 : 0, open);
    assertTrue(ledger.counts().findings().values().stream().mapToLong(each -> each).sum() == 1);
  }

  /** Reads inputs in their order and all else at random places among them. */
  private FollowingLedger play(int inputs, List<Break> breaches, Random random) {
    found.clear();
    var ledger =
        new FollowingLedger(
            Topics.DEFAULT,
            new FollowingLedger.Bounds(1_000, 1_000),
            Duration.ofNanos(GRACE),
            new LawBreaks((kind, what) -> found.add(kind)));
    ledger.follow(0, 0);
    List<Long> offsets = offsets(inputs, random);
    List<Consumer<FollowingLedger>> outputs = outputs(offsets, breaches, random);
    Collections.shuffle(outputs, random);
    for (int next = 0, output = 0; next < offsets.size() || output < outputs.size(); ) {
      if (next < offsets.size() && random.nextBoolean()) {
        ledger.input(History.input(0, offsets.get(next), "image"), 0);
        next++;
      } else if (output < outputs.size()) {
        outputs.get(output).accept(ledger);
        output++;
      }
    }
    ledger.moveTo(0, offsets.get(offsets.size() - 1) + 2);
    ledger.expire(GRACE, GRACE);
    return ledger;
  }

  /** Offsets with gaps, as transactions leave them; there is one behind each. */
  private static List<Long> offsets(int inputs, Random random) {
    var offsets = new ArrayList<Long>();
    for (long offset = random.nextInt(3);
        offsets.size() < inputs;
        offset += 2 + random.nextInt(2)) {
      offsets.add(offset);
    }
    return offsets;
  }

  private static List<Consumer<FollowingLedger>> outputs(
      List<Long> offsets, List<Break> breaches, Random random) {
    List<Consumer<FollowingLedger>> outputs =
        offsets.stream()
            .flatMap(offset -> lawful(offset).stream())
            .collect(Collectors.toCollection(ArrayList::new));
    int broken = random.nextInt(offsets.size());
    for (Break breach : breaches) {
      apply(breach, outputs, broken, offsets.get(broken));
    }
    return outputs;
  }

  private static void apply(
      Break breach, List<Consumer<FollowingLedger>> outputs, int input, long offset) {
    switch (breach) {
      case NO_ROUTE -> outputs.remove(2 * input);
      case NO_VERDICT -> outputs.remove(2 * input + 1);
      case TWO_ROUTES -> outputs.add(lawful(offset).get(0));
      case TWO_VERDICTS -> outputs.add(lawful(offset).get(1));
      case ANOTHER_VERDICT ->
          outputs.set(
              2 * input + 1, to -> to.output(History.verdict(0, offset, History.SUSPECT), 0));
      case ANOTHER_VALUE ->
          outputs.set(
              2 * input,
              to -> to.output(History.route("images.cleared", 0, offset, "clear", "another"), 0));
      case ROUTE_OF_NONE -> outputs.add(lawful(offset + 1).get(0));
      case VERDICT_OF_NONE -> outputs.add(lawful(offset + 1).get(1));
    }
  }

  private static List<Consumer<FollowingLedger>> lawful(long offset) {
    return List.of(
        to -> to.output(History.route("images.cleared", 0, offset, "clear", "image"), 0),
        to -> to.output(History.verdict(0, offset, History.CLEAR), 0));
  }
}
