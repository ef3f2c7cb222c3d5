package dev.keyturn.rotators.target;

import java.io.IOException;

/// Opens connections to Redis servers: the seam at which a test counts or breaks every command.
@FunctionalInterface
public interface RedisDialer {

  /// A new connection, not logged in, which the caller closes.
  RedisConnection dial(Target target) throws IOException;
}
