package dev.keyturn.rotators;

import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.testkit.FaultProxy;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class MariaDbConnectionCutTest extends ConnectionCutContract {
  private static final RealMySql MARIADB = RealMariaDb.shared();
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  private final BuiltInFunctions functions =
      BuiltInFunctions.over(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));

  @Override
  int port() {
    return MARIADB.port();
  }

  @Override
  List<Proxied> secrets(FaultProxy proxy) {
    FakeSecrets secrets = new FakeSecrets(MARIADB::remember);
    String admin = MARIADB.newName("admin");
    secrets.store(ADMIN_ARN, "admin-0", json(admin, MARIADB.createSuperuser(admin), proxy, ""));
    RotatedSecret alternating =
        secret(secrets, "MultiUser", proxy, ",\"masterarn\":\"" + ADMIN_ARN + "\"");
    alternating.superuserArn = Optional.of(ADMIN_ARN);
    return List.of(
        new Proxied(secret(secrets, "SingleUser", proxy, ""), proxy, false),
        new Proxied(alternating, proxy, true));
  }

  private RotatedSecret secret(
      FakeSecrets secrets, String strategy, FaultProxy proxy, String more) {
    String user = MARIADB.newName("cut");
    String function = "SecretsManagerRDSMariaDBRotation" + strategy;
    RotatedSecret made =
        new RotatedSecret(user, secrets, functions.find(function).orElseThrow().function());
    secrets.store(
        made.arn, "version-0", json(user, MARIADB.createUser(user, "%", ""), proxy, more));
    return made;
  }

  private static String json(String user, String password, FaultProxy proxy, String more) {
    return """
    {"engine":"mariadb","host":"%s","port":%d,"username":"%s","password":"%s"%s}\
    """
        .formatted(MARIADB.host(), proxy.port(), user, password, more);
  }

  @Override
  boolean opens(JsonNode version) {
    return MARIADB.logIn(version.path("username").asString(), version.path("password").asString());
  }
}
