package io.lazaret.app.scorer;

import io.lazaret.core.detect.Assessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who judges which modality. This changes while images are judged: an image is judged by the
 * assessor that it was prepared for, and an assessor that was replaced is closed once the last of
 * its images is done.
 */
public final class Serving implements AutoCloseable {
  private final Map<String, Seat> serving = new ConcurrentHashMap<>();
  private final Map<String, Seat> shadows = new ConcurrentHashMap<>();

  /** Those that are not closed yet, replaced ones among them. */
  private final Set<Seat> open = ConcurrentHashMap.newKeySet();

  /** These, each for the modality under which it stands; closed with this. */
  public static Serving of(Map<String, Assessor> assessors) {
    Serving serving = new Serving();
    assessors.forEach(serving::serve);
    return serving;
  }

  /** From the next image on, this assessor's verdicts count. */
  public void serve(String modality, Assessor assessor) {
    replace(serving, modality, Optional.of(assessor));
  }

  /** Nobody judges the modality any more. */
  public void leave(String modality) {
    replace(serving, modality, Optional.empty());
  }

  /** From the next image on, this assessor judges beside the one that counts; or nobody does. */
  public void shadow(String modality, Optional<Assessor> assessor) {
    replace(shadows, modality, assessor);
  }

  /** The bundle whose verdicts count. */
  public Optional<String> bundle(String modality) {
    return Optional.ofNullable(serving.get(modality)).map(Seat::bundle);
  }

  /** The bundle that judges beside it. */
  public Optional<String> shadowBundle(String modality) {
    return Optional.ofNullable(shadows.get(modality)).map(Seat::bundle);
  }

  /** Every assessor, those in the shadow too. */
  public List<Assessor> all() {
    List<Assessor> all = new ArrayList<>();
    serving.values().forEach(seat -> all.add(seat.assessor));
    shadows.values().forEach(seat -> all.add(seat.assessor));
    return all;
  }

  /** The assessor that counts, for one image. */
  Optional<Lease> lease(String modality) {
    return lease(serving, modality);
  }

  /** The assessor beside it, for one image. */
  Optional<Lease> shadowLease(String modality) {
    return lease(shadows, modality);
  }

  /** Closes every assessor; nobody may judge any more. */
  @Override
  public void close() {
    serving.clear();
    shadows.clear();
    open.forEach(Seat::close);
  }

  private void replace(Map<String, Seat> seats, String modality, Optional<Assessor> assessor) {
    Seat before =
        assessor.isPresent()
            ? seats.put(modality, new Seat(assessor.get(), open))
            : seats.remove(modality);
    if (before != null) {
      before.retire();
    }
  }

  private static Optional<Lease> lease(Map<String, Seat> seats, String modality) {
    while (true) {
      Seat seat = seats.get(modality);
      if (seat == null) {
        return Optional.empty();
      }
      if (seat.take()) {
        return Optional.of(new Lease(seat));
      }
      // Retired between the two: its successor is there.
    }
  }

  /** An assessor for one image, until it is given back. */
  static final class Lease {
    private final Seat seat;

    private Lease(Seat seat) {
      this.seat = seat;
    }

    Assessor assessor() {
      return seat.assessor;
    }

    /** Once. */
    void giveBack() {
      seat.giveBack();
    }
  }

  private static final class Seat {
    private final Assessor assessor;
    private final Set<Seat> open;
    private int leases;
    private boolean retired;

    Seat(Assessor assessor, Set<Seat> open) {
      this.assessor = assessor;
      this.open = open;
      open.add(this);
    }

    String bundle() {
      return assessor.bundle();
    }

    synchronized boolean take() {
      if (!retired) {
        leases++;
      }
      return !retired;
    }

    synchronized void giveBack() {
      leases--;
      closeWhenDone();
    }

    synchronized void retire() {
      retired = true;
      closeWhenDone();
    }

    private void closeWhenDone() {
      if (retired && leases == 0) {
        close();
      }
    }

    /** Once, whoever asks first. */
    void close() {
      if (open.remove(this)) {
        assessor.close();
      }
    }
  }
}
