package dev.keyturn.rotators;

import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.testkit.FaultProxy;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class PostgresConnectionCutTest extends ConnectionCutContract {
  private static final RealPostgres POSTGRES = RealPostgres.shared();
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  private final BuiltInFunctions functions =
      BuiltInFunctions.over(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));

  @Override
  int port() {
    return POSTGRES.port();
  }

  @Override
  List<Proxied> secrets(FaultProxy proxy) {
    FakeSecrets secrets = new FakeSecrets(POSTGRES::remember);
    String admin = POSTGRES.newName("admin");
    secrets.store(
        ADMIN_ARN, "admin-0", json(admin, POSTGRES.createUser(admin, "SUPERUSER"), proxy));
    RotatedSecret alternating = secret(secrets, "MultiUser", proxy);
    alternating.superuserArn = Optional.of(ADMIN_ARN);
    return List.of(
        new Proxied(secret(secrets, "SingleUser", proxy), proxy, false),
        new Proxied(alternating, proxy, true));
  }

  private RotatedSecret secret(FakeSecrets secrets, String strategy, FaultProxy proxy) {
    String user = POSTGRES.newName("cut");
    String function = "SecretsManagerRDSPostgreSQLRotation" + strategy;
    RotatedSecret made =
        new RotatedSecret(user, secrets, functions.find(function).orElseThrow().function());
    secrets.store(made.arn, "version-0", json(user, POSTGRES.createUser(user, ""), proxy));
    return made;
  }

  private static String json(String user, String password, FaultProxy proxy) {
    return """
    {"engine":"postgres","host":"%s","port":%d,"username":"%s","password":"%s","masterarn":"%s"}\
    """
        .formatted(POSTGRES.host(), proxy.port(), user, password, ADMIN_ARN);
  }

  @Override
  boolean opens(JsonNode version) {
    return POSTGRES.logIn(version.path("username").asString(), version.path("password").asString());
  }
}
