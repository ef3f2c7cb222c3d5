package function;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The target: fill in these seven methods, and nothing else.
 *
 * <p>{@code credential} is the secret's JSON. What a method throws ends the step, and the rotation is tried again: throw
 * {@link Refused} only where the target says that user name or password are wrong, never for a network that fails. No text
 * may hold a password: beware of drivers that quote the statement. Quote names: they come from the secret.
 */
final class Target implements Door {

  @Override
  public List<String> fields() {
    return List.of("host", "username", "password", "masterarn");
  }

  /**
   * Logs in, within a few seconds, over TLS: for the secret's user as for the superuser. With PostgreSQL's driver, whose
   * connection becomes a field of the session:
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

  /** A log-in: give it what it needs, such as a connection. All but check is asked of the superuser's only. */
  static final class Login implements Session {

    /** Reads something that the user may read, such as {@code SELECT 1}. */
    @Override
    public void check() {
      throw new UnsupportedOperationException("Target.Login.check: read something that the user may read");
    }

    /** {@code SELECT 1 FROM pg_roles WHERE rolname = ?} gives a row. */
    @Override
    public boolean userExists(String username) {
      throw new UnsupportedOperationException("Target.Login.userExists: whether the target has this user");
    }

    /**
     * Makes a user who may log in with this password, in one statement:
     *
     * <pre>
     * String hashed = PasswordUtil.encodePassword(username, password.toCharArray(), "scram-sha-256");
     * statement.execute("CREATE ROLE " + statement.enquoteIdentifier(username, true)
     *     + " LOGIN PASSWORD " + statement.enquoteLiteral(hashed));
     * </pre>
     */
    @Override
    public void createUser(String username, String password) {
      throw new UnsupportedOperationException("Target.Login.createUser: make the user with this password");
    }

    /**
     * Gives username all that base may do; called whenever the second user gets a new password, so that rights which base
     * got since are not missing. Done when username has them already: {@code GRANT base TO username}.
     */
    @Override
    public void copyRights(String base, String username) {
      throw new UnsupportedOperationException("Target.Login.copyRights: give username the rights of base");
    }

    /**
     * Sets the password of a user that exists; done when it returns (commit). PostgreSQL's driver sends no clear text:
     *
     * <pre>
     * connection.unwrap(PGConnection.class).alterUserPassword(username, password.toCharArray(), "scram-sha-256");
     * </pre>
     */
    @Override
    public void setPassword(String username, String password) {
      throw new UnsupportedOperationException("Target.Login.setPassword: set the password of username");
    }

    /** Ends the session. Also called after a failure: let it not throw. */
    @Override
    public void close() {
      throw new UnsupportedOperationException("Target.Login.close: end the session");
    }
  }
}
