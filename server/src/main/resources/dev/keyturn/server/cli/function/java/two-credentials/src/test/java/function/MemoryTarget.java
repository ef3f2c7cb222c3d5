package function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** A target in memory whose owners hold at most two keys. */
final class MemoryTarget implements Door {
  static final String SECRET =
      "{\"host\":\"api.example.org\",\"username\":\"app\",\"%s\":\"k0\",\"%s\":\"secret-0\"}"
          .formatted(Target.KEY_ID, Target.KEY);
  static final String MASTER = "{}";

  final Map<String, String> keys = new TreeMap<>(Map.of("k0", "secret-0"));
  int made;
  int sessions;
  int slow;
  boolean foreign;
  private final Outside outside;

  MemoryTarget(Outside outside) {
    this.outside = outside;
  }

  @Override
  public List<String> fields() {
    return new Target().fields();
  }

  boolean takes(ObjectNode credential) {
    return credential.get(Target.KEY).asString().equals(keys.get(credential.get(Target.KEY_ID).asString()));
  }

  @Override
  public Session open(ObjectNode credential) {
    return outside.call(
        "open",
        () -> {
          boolean late = slow > 0 && !credential.get(Target.KEY_ID).asString().equals("k0");
          slow -= late ? 1 : 0;
          if (late || !takes(credential)) {
            throw new Refused();
          }
          sessions++;
          return new Login();
        });
  }

  private final class Login implements Session {

    @Override
    public void check() {
      outside.call("check", () -> sessions);
    }

    @Override
    public List<String> listKeys(String username) {
      return outside.call("listKeys", () -> foreign ? List.of("somebody's") : List.copyOf(keys.keySet()));
    }

    @Override
    public Map<String, String> createKey(String username) {
      return outside.call(
          "createKey",
          () -> {
            assertEquals("app", username);
            assertTrue(keys.size() < 2, "an owner has two keys at most");
            made++;
            keys.put("k" + made, "secret-" + made);
            return Map.of(Target.KEY_ID, "k" + made, Target.KEY, "secret-" + made);
          });
    }

    @Override
    public void deleteKey(String username, String keyId) {
      outside.call("deleteKey", () -> keys.remove(keyId));
    }

    @Override
    public void close() {
      sessions--;
    }
  }
}
