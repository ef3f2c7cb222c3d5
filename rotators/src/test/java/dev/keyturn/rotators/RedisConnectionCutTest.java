package dev.keyturn.rotators;

import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.testkit.FaultProxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import tools.jackson.databind.JsonNode;

class RedisConnectionCutTest extends ConnectionCutContract {
  private static final RealRedis REDIS = RealRedis.start();
  private static final String ADMIN_ARN = OnRealRedis.secretArn("admin");

  private final BuiltInFunctions functions =
      BuiltInFunctions.over(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @Override
  int port() {
    return REDIS.port();
  }

  @Override
  List<Proxied> secrets(FaultProxy proxy) {
    FakeSecrets secrets = new FakeSecrets(RealRedis::remember);
    secrets.store(ADMIN_ARN, "admin-0", json(RealRedis.ADMIN, REDIS.adminPassword(), "", proxy));
    RotatedSecret byItself = secret(secrets, "", proxy);
    RotatedSecret bySuperuser = secret(secrets, ",\"masterarn\":\"" + ADMIN_ARN + "\"", proxy);
    bySuperuser.superuserArn = Optional.of(ADMIN_ARN);
    return List.of(new Proxied(byItself, proxy, true), new Proxied(bySuperuser, proxy, true));
  }

  private RotatedSecret secret(FakeSecrets secrets, String more, FaultProxy proxy) {
    String user = RealRedis.newName("cut");
    String password = RealRedis.newPassword();
    REDIS.setUser(user, "on", RealRedis.rule(password));
    if (more.isEmpty()) {
      REDIS.setUser(user, OnRealRedis.SELF.toArray(String[]::new));
    }
    RotatedSecret made =
        new RotatedSecret(
            user, secrets, functions.find(OnRealRedis.FUNCTION).orElseThrow().function());
    secrets.store(made.arn, "version-0", json(user, password, more, proxy));
    return made;
  }

  private static String json(String user, String password, String more, FaultProxy proxy) {
    return """
    {"engine":"redis","host":"%s","port":%d,"username":"%s","password":"%s"%s}\
    """
        .formatted(REDIS.host(), proxy.port(), user, password, more);
  }

  @Override
  boolean opens(JsonNode version) {
    return REDIS.opens(version.path("username").asString(), version.path("password").asString());
  }
}
