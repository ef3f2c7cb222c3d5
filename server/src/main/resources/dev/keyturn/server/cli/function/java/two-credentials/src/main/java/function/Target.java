package function;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The target: fill in these six methods, and the names of the fields, and nothing else.
 *
 * <p>{@code credential} is the secret's JSON. What a method throws ends the step, and the rotation is tried again: throw
 * {@link Refused} only where the target says that the key is wrong, never for a network that fails. No text may hold a key.
 *
 * <p>All keys of {@code username} but the one in AWSCURRENT are deleted: let that owner exist for this secret alone.
 */
final class Target implements Door {

  /** The name of the key's public name in the secret's JSON. */
  static final String KEY_ID = "keyId";

  /** The name of what is secret of it. */
  static final String KEY = "key";

  @Override
  public List<String> fields() {
    return List.of("host", "username", KEY_ID, KEY);
  }

  /**
   * Makes ready what the other methods need, and finds out whether the target takes the key. With java.net.http, whose
   * client becomes a field of the session:
   *
   * <pre>
   * Login login = new Login(HttpClient.newHttpClient(), credential);
   * if (login.send("GET", "me").statusCode() == 401) throw new Refused();
   * return login;
   * </pre>
   */
  @Override
  public Session open(ObjectNode credential) {
    throw new UnsupportedOperationException(
        "Target.open: use the key in credential, throw Refused if the target says no");
  }

  /** The use of a key: give it what it needs, such as an HTTP client. */
  static final class Login implements Session {

    /** Reads something that the owner may read: {@code GET /me}. */
    @Override
    public void check() {
      throw new UnsupportedOperationException("Target.Login.check: read something that the owner may read");
    }

    /** The ids of all keys of the owner: {@code GET /users/NAME/keys}. */
    @Override
    public List<String> listKeys(String username) {
      throw new UnsupportedOperationException("Target.Login.listKeys: the ids of all keys of username");
    }

    /** Makes a key, once (no retries), and gives {@code Map.of(KEY_ID, …, KEY, …)}: {@code POST /users/NAME/keys}. */
    @Override
    public Map<String, String> createKey(String username) {
      throw new UnsupportedOperationException("Target.Login.createKey: make a key for username and give its fields");
    }

    /**
     * Deletes a key; switches it off first where the target can, so that it could be switched on again. Done when there is
     * no such key: {@code DELETE /users/NAME/keys/ID}, and 404 is no failure.
     */
    @Override
    public void deleteKey(String username, String keyId) {
      throw new UnsupportedOperationException("Target.Login.deleteKey: delete the key keyId of username");
    }

    /** Ends the session. Also called after a failure: let it not throw. */
    @Override
    public void close() {
      throw new UnsupportedOperationException("Target.Login.close: end the session");
    }
  }
}
