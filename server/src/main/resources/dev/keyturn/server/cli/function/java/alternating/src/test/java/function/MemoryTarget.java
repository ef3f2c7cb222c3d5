package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** A target in memory with a superuser, users and rights. */
final class MemoryTarget implements Door {
  static final String SECRET =
      "{\"host\":\"db.example.org\",\"username\":\"app\",\"password\":\"old\",\"masterarn\":\"%s\"}"
          .formatted(MemorySecrets.MASTER_ARN);
  static final String MASTER = "{\"host\":\"db.example.org\",\"username\":\"admin\",\"password\":\"root\"}";

  final Map<String, String> users = new HashMap<>(Map.of("app", "old", "admin", "root"));
  final Map<String, Set<String>> rights = new HashMap<>(Map.of("app", new TreeSet<>(Set.of("read"))));
  final List<String> logins = new ArrayList<>();
  int sessions;
  private final Outside outside;

  MemoryTarget(Outside outside) {
    this.outside = outside;
  }

  @Override
  public List<String> fields() {
    return new Target().fields();
  }

  boolean takes(ObjectNode credential) {
    return credential.get("password").asString().equals(users.get(credential.get("username").asString()));
  }

  @Override
  public Session open(ObjectNode credential) {
    return outside.call(
        "open",
        () -> {
          String user = credential.get("username").asString();
          logins.add(user);
          if (!takes(credential)) {
            throw new Refused();
          }
          sessions++;
          return new Login(user);
        });
  }

  private final class Login implements Session {
    private final String user;

    Login(String user) {
      this.user = user;
    }

    @Override
    public void check() {
      outside.call("check", () -> user);
    }

    @Override
    public boolean userExists(String username) {
      return outside.call("userExists", () -> users.containsKey(username));
    }

    @Override
    public void createUser(String username, String password) {
      outside.call(
          "createUser",
          () -> {
            assertEquals("admin", user);
            assertFalse(users.containsKey(username));
            return users.put(username, password);
          });
    }

    @Override
    public void copyRights(String base, String username) {
      outside.call(
          "copyRights",
          () -> {
            assertEquals("admin", user);
            return rights.computeIfAbsent(username, key -> new TreeSet<>()).addAll(rights.get(base));
          });
    }

    @Override
    public void setPassword(String username, String password) {
      outside.call(
          "setPassword",
          () -> {
            assertEquals("admin", user);
            assertTrue(users.containsKey(username));
            if (password.equals(users.put(username, password))) {
              throw new IllegalStateException("a password history refuses the same password again");
            }
            return password;
          });
    }

    @Override
    public void close() {
      sessions--;
    }
  }
}
