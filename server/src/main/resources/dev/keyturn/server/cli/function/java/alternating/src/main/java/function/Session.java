package function;

/** A log-in at the target. All but {@link #check()} is asked of the superuser's only. */
public interface Session extends AutoCloseable {

  /** Reads something that the user may read. */
  void check();

  /** Whether there is such a user. */
  boolean userExists(String username);

  /** Makes a user who may log in with this password, in one statement. */
  void createUser(String username, String password);

  /** Gives a user all that another may do. Done when he has it already. */
  void copyRights(String base, String username);

  /** Sets the password of a user that exists. Done when it returns. */
  void setPassword(String username, String password);

  @Override
  void close();
}
