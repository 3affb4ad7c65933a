package io.lazaret.cli;

/**
 * Where a program listens for probes and scrapes.
 *
 * @param host a name or an address of this machine
 * @param port 0 for any that is free, to 65535
 * @param setting what a person calls the two, up to {@code host} and {@code port}: {@code http.} or
 *     {@code --http-}
 */
public record HttpAddress(String host, int port, String setting) {
  private static final int MOST = 65_535;

  public HttpAddress {
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException(setting + "port must be 0 to " + MOST + ", not " + port);
    }
  }
}
