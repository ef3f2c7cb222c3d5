package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealRedis;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisCrashTest extends RotationCrashSuite {
  private static final List<RealRedis> SERVERS = List.of(RealRedis.start(), RealRedis.start());

  RedisCrashTest() {
    super(new RedisGround(SERVERS));
  }

  @AfterAll
  static void stopServers() {
    SERVERS.forEach(RealRedis::close);
  }
}
