package io.lazaret.core.detect;

import io.lazaret.core.image.Malformed;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** What Lazaret says of one image. Only {@link Clear} lets an image through. */
public sealed interface Verdict {

  /** The verdict in one word, as it travels on the wire. */
  Outcome outcome();

  /** Takes the four cases apart; exactly one of the functions is called. */
  <T> T fold(
      Function<Clear, T> clear,
      Function<Suspect, T> suspect,
      Function<Undecidable, T> undecidable,
      Function<Unreadable, T> unreadable);

  /** The four outcomes. */
  enum Outcome {
    CLEAR,
    SUSPECT,
    UNDECIDABLE,
    MALFORMED;

    /** The word used on the wire and in metrics. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing speaks against the image at the asked false-positive rate. */
  record Clear(Assessment assessment) implements Verdict {
    @Override
    public Outcome outcome() {
      return Outcome.CLEAR;
    }

    @Override
    public <T> T fold(
        Function<Clear, T> clear,
        Function<Suspect, T> suspect,
        Function<Undecidable, T> undecidable,
        Function<Unreadable, T> unreadable) {
      return clear.apply(this);
    }
  }

  /** The image's p-value is at most the asked false-positive rate. */
  record Suspect(Assessment assessment) implements Verdict {
    @Override
    public Outcome outcome() {
      return Outcome.SUSPECT;
    }

    @Override
    public <T> T fold(
        Function<Clear, T> clear,
        Function<Suspect, T> suspect,
        Function<Undecidable, T> undecidable,
        Function<Unreadable, T> unreadable) {
      return suspect.apply(this);
    }
  }

  /**
   * The image can be read but not judged.
   *
   * @param cause why, in one of a few words
   * @param detail one line for a person; holds no patient data
   */
  record Undecidable(Cause cause, String detail) implements Verdict {

    /** Why an image cannot be judged. */
    public enum Cause {
      /** The feed named no modality, or one that no bundle serves. */
      UNKNOWN_MODALITY,
      /** The network fails on this image and works on others. */
      MODEL_FAILURE,
      /** A score is not a finite number. */
      NON_FINITE_SCORE,
      /** The bytes lie elsewhere, and nothing lies there. */
      OBJECT_MISSING,
      /** The bytes lie elsewhere, in a store that works and does not give these. */
      OBJECT_UNAVAILABLE;

      /** The word used on the wire and in metrics: lower case, hyphens. */
      public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }

    public Undecidable {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(detail, "detail");
    }

    @Override
    public Outcome outcome() {
      return Outcome.UNDECIDABLE;
    }

    @Override
    public <T> T fold(
        Function<Clear, T> clear,
        Function<Suspect, T> suspect,
        Function<Undecidable, T> undecidable,
        Function<Unreadable, T> unreadable) {
      return undecidable.apply(this);
    }
  }

  /** The bytes, or the headers that came with them, cannot be read. */
  record Unreadable(Malformed malformed) implements Verdict {
    @Override
    public Outcome outcome() {
      return Outcome.MALFORMED;
    }

    @Override
    public <T> T fold(
        Function<Clear, T> clear,
        Function<Suspect, T> suspect,
        Function<Undecidable, T> undecidable,
        Function<Unreadable, T> unreadable) {
      return unreadable.apply(this);
    }
  }
}
