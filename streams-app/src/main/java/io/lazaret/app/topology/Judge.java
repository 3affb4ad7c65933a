package io.lazaret.app.topology;

/** Gives a verdict on an image. Used by several stream threads at once. */
public interface Judge {

  /**
   * Waits for the verdict on one image, for less than Kafka's {@code max.poll.interval.ms}.
   *
   * @throws RuntimeException when the machine is broken, so that nothing can be said of the image;
   *     an {@link Error} of the machine leaves this method as it is
   */
  Judgement judge(IncomingImage image);

  /** Forgets what was begun for records of a partition that will not be asked for here. */
  void discard(String topic, int partition);
}
