package io.lazaret.store;

/** An object that cannot be had. The message is for a person; it repeats no URI. */
public final class ObjectException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whom it is about. */
  public enum Problem {
    /** There is no such object. */
    MISSING,
    /** The store answers, and does not give this object. */
    DENIED,
    /** The store does not answer, or does not work, or does not know us. */
    UNREACHABLE
  }

  private final Problem problem;

  public ObjectException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  public ObjectException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
