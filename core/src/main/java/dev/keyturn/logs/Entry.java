package dev.keyturn.logs;

import dev.keyturn.key.SecretValue;

/// An event that is to be added to a stream.
record Entry(long timestamp, SecretValue message) {

  long bytes() {
    return message.size() + (long) LogEvent.OVERHEAD;
  }
}
