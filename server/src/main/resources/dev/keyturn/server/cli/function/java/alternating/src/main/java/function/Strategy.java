package function;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two users with the same rights, of whom one is current while the other gets a new password: nobody is ever refused.
 *
 * <p>A superuser, whose secret is named by {@code masterarn}, makes the second user and sets passwords.
 */
final class Strategy {
  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String SUFFIX = "_clone";
  private static final List<String> CHANGING = List.of(USERNAME, PASSWORD);

  private Strategy() {}

  /**
   * The other user's name. A name that ends in the suffix is that of a second user only if the version before says so, or
   * {@code base} in the secret's JSON.
   */
  private static String alternate(Rotation rotation, ObjectNode current) {
    String name = current.get(USERNAME).asString();
    if (!name.endsWith(SUFFIX)) {
      return name + SUFFIX;
    }
    String base = name.substring(0, name.length() - SUFFIX.length());
    boolean told = current.path("base").asString("").equals(base);
    if (!told && !isPrevious(rotation, base)) {
      throw new IllegalStateException(
          "Whether %s is the second user of %s is not known: if it is, add \"base\":\"%s\" to the secret's JSON; if not, rename it"
              .formatted(name, base, base));
    }
    return base;
  }

  private static boolean isPrevious(Rotation rotation, String user) {
    Optional<String> previous = rotation.previous().map(it -> it.path(USERNAME).asString(""));
    return previous.equals(Optional.of(user));
  }

  static void createPending(Rotation rotation, ObjectNode current) {
    rotation.put(
        current
            .deepCopy()
            .put(USERNAME, alternate(rotation, current))
            .put(PASSWORD, rotation.randomPassword()));
  }

  /**
   * The current user logs in first: the proof that who owns the secret holds the credential. The new password is not
   * tried before it may have been set, because targets count failed log-ins.
   */
  static void setPending(Rotation rotation) {
    ObjectNode current = rotation.current();
    ObjectNode pending = rotation.pending();
    Rotation.requireSamePlace(current, pending, CHANGING, "AWSCURRENT and AWSPENDING");
    String other = alternate(rotation, current);
    if (!pending.get(USERNAME).asString().equals(other)) {
      throw new IllegalStateException("AWSPENDING names another user than " + other);
    }
    if (!rotation.opens(current)) {
      throw new IllegalStateException(
          "Unable to log into database using current credentials for secret " + rotation.arn());
    }
    try (Session superuser = Superuser.open(rotation, current)) {
      set(rotation, superuser, current.get(USERNAME).asString(), pending);
    }
  }

  private static void set(Rotation rotation, Session superuser, String current, ObjectNode pending) {
    String user = pending.get(USERNAME).asString();
    if (!superuser.userExists(user)) {
      superuser.createUser(user, pending.get(PASSWORD).asString());
    } else if (isOurs(rotation, user)) {
      change(rotation, superuser, pending);
    } else if (!rotation.opens(pending)) {
      throw new IllegalStateException(
          "There is a user %s which this secret did not make. Drop it, or set the function's variable ADOPT_ALTERNATE=true to take it over"
              .formatted(user));
    }
    // The user without the suffix is the one whose rights count.
    if (user.endsWith(SUFFIX)) {
      superuser.copyRights(current, user);
    }
  }

  /** A user that exists is changed only if the secret has named it: as AWSPREVIOUS, or as the first of the two. */
  private static boolean isOurs(Rotation rotation, String user) {
    return Rotation.flag("ADOPT_ALTERNATE", "false")
        || !user.endsWith(SUFFIX)
        || isPrevious(rotation, user);
  }

  /** A password history may refuse what an earlier try has set already. */
  private static void change(Rotation rotation, Session superuser, ObjectNode pending) {
    try {
      superuser.setPassword(pending.get(USERNAME).asString(), pending.get(PASSWORD).asString());
    } catch (RuntimeException refused) {
      if (!rotation.opens(pending)) {
        throw refused;
      }
    }
  }

  static void testPending(Rotation rotation) {
    if (!rotation.opens(rotation.pending())) {
      throw new IllegalStateException("The target refuses AWSPENDING of secret " + rotation.arn());
    }
  }
}
