package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A server of the MySQL family. A user that alternates is two accounts of one name, each of which
/// has to let it in and let it do its work.
final class MySqlGround implements Ground {
  private static final String RIGHTS = "SELECT, UPDATE ON orders.*";
  private static final String WORK = "UPDATE orders.`lines` SET a = 1 WHERE b = 1";

  /// Wrong password; no right to the database, to the table, to a column.
  private static final Set<Integer> REFUSALS = Set.of(1045, 1044, 1142, 1143);

  private final RealMySql target;
  private Optional<String> superuserArn = Optional.empty();

  MySqlGround(RealMySql target) {
    this.target = target;
  }

  @Override
  public List<String> functions() {
    String prefix =
        "SecretsManagerRDS%sRotation"
            .formatted(target.engine().equals("mariadb") ? "MariaDB" : "MySQL");
    return List.of(prefix + "SingleUser", prefix + "MultiUser");
  }

  @Override
  public ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create) {
    String user = target.newName("victim");
    String password = target.createUser(user, "%", RIGHTS);
    ObjectNode secret = json(user, password);
    if (scenario.alternating()) {
      target.createAccount(user, target.host(), password, RIGHTS);
      secret.put("masterarn", superuser(create));
    }
    return secret;
  }

  private String superuser(Function<ObjectNode, String> create) {
    if (superuserArn.isEmpty()) {
      String name = target.newName("administrator");
      superuserArn = Optional.of(create.apply(json(name, target.createSuperuser(name))));
    }
    return superuserArn.get();
  }

  private ObjectNode json(String user, String password) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("engine", target.engine())
        .put("host", target.host())
        .put("port", target.port())
        .put("username", user)
        .put("password", password)
        .put("ssl", target.isLater() ? "require" : "false");
  }

  @Override
  public boolean opens(Credential credential) {
    return Stream.of(target.host(), "127.0.0.2").allMatch(from -> opens(credential, from));
  }

  private boolean opens(Credential credential, String from) {
    try (Connection connection =
            target.connect(credential.user(), credential.password().revealString(), from);
        Statement statement = connection.createStatement()) {
      statement.execute(WORK);
      return true;
    } catch (SQLException error) {
      if (REFUSALS.contains(error.getErrorCode())) {
        return false;
      }
      throw new IllegalStateException(error);
    }
  }
}
