package dev.keyturn.acceptance.kit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a target may be. One of each is shared by all tests, and starts when it is first asked for.
public enum Engine {
  POSTGRESQL,
  MARIADB,
  MYSQL,
  REDIS;

  private static final Map<Engine, Target> SHARED = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Engine::close));
  }

  /// The shared one. For MySQL the test is skipped where there is no npm to fetch it.
  public Target target() {
    return SHARED.computeIfAbsent(this, Engine::start);
  }

  private Target start() {
    return switch (this) {
      case POSTGRESQL -> PostgresTarget.start("postgres");
      case MARIADB -> MySqlTarget.mariaDb();
      case MYSQL -> MySqlTarget.mySql();
      case REDIS -> new RedisTarget();
    };
  }

  /// Ends the shared ones. What they logged is then among the evidence.
  public static void close() {
    SHARED.values().forEach(Target::close);
    SHARED.clear();
  }
}
