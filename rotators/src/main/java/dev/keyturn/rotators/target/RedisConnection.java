package dev.keyturn.rotators.target;

import java.io.IOException;

/// A connection to a Redis server. Used by one thread.
public interface RedisConnection extends AutoCloseable {

  /// Sends a command and waits for its answer.
  ///
  /// @throws IOException when there is none; the command may have been carried out
  RedisReply call(String... words) throws IOException;

  /// Ends the connection; never fails.
  @Override
  void close();
}
