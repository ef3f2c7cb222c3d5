package function;

/** A log-in at the target. */
public interface Session extends AutoCloseable {

  /** Reads something that the user may read. */
  void check();

  /** Changes the password of the session's own user. Done when it returns. */
  void setPassword(String username, String password);

  @Override
  void close();
}
