package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealPostgres;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A PostgreSQL server.
final class PostgresGround implements Ground {
  static final String SINGLE_USER = "SecretsManagerRDSPostgreSQLRotationSingleUser";

  private static final String ADMINISTRATOR = "administrator";

  private final RealPostgres target = RealPostgres.shared();
  private Optional<Superuser> superuser = Optional.empty();

  private record Superuser(String name, String arn) {}

  @Override
  public List<String> functions() {
    return List.of(SINGLE_USER, "SecretsManagerRDSPostgreSQLRotationMultiUser");
  }

  @Override
  public ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create) {
    String user = target.newName("victim");
    ObjectNode secret = json(user, target.createUser(user, ""));
    if (scenario.alternating()) {
      Superuser admin = superuser(create);
      secret.put("masterarn", admin.arn());
      target.execute("GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION".formatted(user, admin.name()));
    }
    return secret;
  }

  private Superuser superuser(Function<ObjectNode, String> create) {
    if (superuser.isEmpty()) {
      String name = target.newName(ADMINISTRATOR);
      String arn = create.apply(json(name, target.createUser(name, "CREATEROLE")));
      superuser = Optional.of(new Superuser(name, arn));
    }
    return superuser.get();
  }

  private ObjectNode json(String user, String password) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("engine", "postgres")
        .put("host", target.host())
        .put("port", target.port())
        .put("dbname", target.database())
        .put("username", user)
        .put("password", password);
  }

  @Override
  public boolean opens(Credential credential) {
    return target.logIn(credential.user(), credential.password().revealString());
  }
}
