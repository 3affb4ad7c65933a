package io.lazaret.demo.torture;

/** What is done to the app and its broker. */
enum Fault {
  /** One of the two instances is killed, and started again. */
  APP_KILLED("app killed", 4),
  /** One of the two instances is told to end, and started again. */
  APP_STOPPED("app told to stop", 2),
  /** One of the two instances stands still for longer than its session, and goes on. */
  APP_PAUSED("app paused for longer than its session", 2),
  /** A third instance joins and leaves again: two rebalances. */
  APP_JOINED("third app joined and left", 2),
  /** A third instance starts where no file can be written. */
  DISK_FULL("third app on a full disk", 1),
  /** The broker is killed, and started again. */
  BROKER_KILLED("broker killed", 2),
  /** The broker stands still for longer than the apps' session. */
  BROKER_PAUSED("broker paused for longer than the session", 1),
  /** The object store is not there, for longer than a stream thread waits for an image. */
  STORE_GONE("object store gone for longer than an image's wait", 2);

  private final String description;
  private final int weight;

  Fault(String description, int weight) {
    this.description = description;
    this.weight = weight;
  }

  String description() {
    return description;
  }

  /** How often it is drawn, against the others. */
  int weight() {
    return weight;
  }
}
