package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A target in memory where users change their own passwords. */
final class MemoryTarget implements Door {
  static final String SECRET = "{\"host\":\"db.example.org\",\"username\":\"app\",\"password\":\"old\"}";
  static final String MASTER = "{\"host\":\"db.example.org\",\"username\":\"admin\",\"password\":\"root\"}";

  final Map<String, String> users = new HashMap<>(Map.of("app", "old", "other", "secret"));
  final List<String> logins = new ArrayList<>();
  int sessions;
  String takesButRefuses = "";
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
          String password = credential.get("password").asString();
          logins.add(password);
          if (!takes(credential) || password.equals(takesButRefuses)) {
            throw new Refused();
          }
          sessions++;
          return new Login(credential.get("username").asString());
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
    public void setPassword(String username, String password) {
      outside.call(
          "setPassword",
          () -> {
            assertEquals(user, username);
            assertNotEquals(password, users.get(username), "no password is set twice");
            return users.put(username, password);
          });
    }

    @Override
    public void close() {
      sessions--;
    }
  }
}
