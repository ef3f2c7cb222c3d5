package function;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The target: fill in these four methods, and nothing else.
 *
 * <p>{@code credential} is the secret's JSON. What a method throws ends the step, and the rotation is tried again: throw
 * {@link Refused} only where the target says that user name or password are wrong, never for a network that fails. No text
 * may hold a password: beware of drivers that quote the statement.
 */
final class Target implements Door {

  @Override
  public List<String> fields() {
    return List.of("host", "username", "password");
  }

  /**
   * Logs in, within a few seconds, over TLS. With PostgreSQL's driver, whose connection becomes a field of the session:
   *
   * <pre>
   * PGSimpleDataSource source = new PGSimpleDataSource();
   * source.setServerNames(new String[] {credential.get("host").asString()});
   * source.setUser(credential.get("username").asString());
   * source.setPassword(credential.get("password").asString());
   * source.setDatabaseName("postgres");
   * source.setSslMode("verify-full");
   * source.setLoginTimeout(5);
   * try {
   *   return new Login(source.getConnection());
   * } catch (SQLException failed) {
   *   if ("28P01".equals(failed.getSQLState())) throw new Refused();
   *   throw new IllegalStateException("Log-in failed with state " + failed.getSQLState());
   * }
   * </pre>
   */
  @Override
  public Session open(ObjectNode credential) {
    throw new UnsupportedOperationException(
        "Target.open: log in at the target with credential, throw Refused if it says no");
  }

  /** A log-in: give it what it needs, such as a connection. */
  static final class Login implements Session {

    /** Reads something that the user may read, such as {@code SELECT 1}. */
    @Override
    public void check() {
      throw new UnsupportedOperationException("Target.Login.check: read something that the user may read");
    }

    /**
     * Changes the password of the session's own user; done when it returns (commit). PostgreSQL's driver sends no clear
     * text:
     *
     * <pre>
     * connection.unwrap(PGConnection.class).alterUserPassword(username, password.toCharArray(), "scram-sha-256");
     * </pre>
     */
    @Override
    public void setPassword(String username, String password) {
      throw new UnsupportedOperationException("Target.Login.setPassword: change the user's own password");
    }

    /** Ends the session. Also called after a failure: let it not throw. */
    @Override
    public void close() {
      throw new UnsupportedOperationException("Target.Login.close: end the session");
    }
  }
}
