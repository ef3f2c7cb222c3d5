package dev.keyturn.server.crash;

import dev.keyturn.rotators.target.RedisConnection;
import dev.keyturn.rotators.target.RedisDialer;
import dev.keyturn.rotators.target.RedisReply;
import dev.keyturn.rotators.target.Target;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Connects to Redis; before and after each command the process may die.
record FragileRedisDialer(RedisDialer dialer, Points points) implements RedisDialer {

  @Override
  public RedisConnection dial(Target target) throws IOException {
    RedisConnection connection = points.around("a connection", () -> dialer.dial(target));
    return new RedisConnection() {
      @Override
      public RedisReply call(String... words) throws IOException {
        return points.around(name(words), () -> connection.call(words));
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }

  /// Not its arguments, which may be a password.
  private static String name(String... words) {
    return Arrays.stream(words)
        .limit(words[0].equals("ACL") ? 2 : 1)
        .collect(Collectors.joining(" "));
  }
}
