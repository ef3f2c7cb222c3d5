package dev.keyturn.server.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what may fail to close without keeping others from it.
final class Quietly {
  private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

  private Quietly() {}

  static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception failed) {
      LOG.warn("Something of a function's instance did not close", failed);
    }
  }
}
