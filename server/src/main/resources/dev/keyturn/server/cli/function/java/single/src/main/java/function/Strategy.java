package function;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One user who changes his own password.
 *
 * <p>Between the moment when the target takes the new password and the moment when AWSCURRENT moves, clients that read
 * AWSCURRENT are refused: let them read the secret again and retry.
 */
final class Strategy {
  private static final String PASSWORD = "password";
  private static final List<String> CHANGING = List.of(PASSWORD, "ssl");

  private Strategy() {}

  /** A session, and the credential that opened it. */
  private record Opened(Session session, ObjectNode credential) {}

  static void createPending(Rotation rotation, ObjectNode current) {
    rotation.put(current.deepCopy().put(PASSWORD, rotation.randomPassword()));
  }

  /**
   * Targets count failed log-ins, and some lock the user: so the likeliest credential is tried first, and the new one
   * only when the current one is refused, which it is when an earlier try has set the new one.
   */
  static void setPending(Rotation rotation) {
    ObjectNode current = rotation.current();
    ObjectNode pending = rotation.pending();
    Rotation.requireSamePlace(current, pending, CHANGING, "AWSCURRENT and AWSPENDING");
    Optional<Opened> opened = rotation.open(current).map(session -> new Opened(session, current));
    if (opened.isEmpty() && rotation.opens(pending)) {
      return;
    }
    Opened open = opened.orElseGet(() -> previous(rotation, pending));
    try (Session session = open.session) {
      change(rotation, session, open.credential, pending);
    }
  }

  private static Opened previous(Rotation rotation, ObjectNode pending) {
    Optional<ObjectNode> previous = rotation.previous();
    previous.ifPresent(
        it -> Rotation.requireSamePlace(it, pending, CHANGING, "AWSPREVIOUS and AWSPENDING"));
    return previous
        .map(it -> pending.deepCopy().put(PASSWORD, it.path(PASSWORD).asString("")))
        .flatMap(it -> rotation.open(it).map(session -> new Opened(session, it)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Unable to log into database with previous, current, or pending secret of secret arn "
                        + rotation.arn()));
  }

  /** The session that changes the password stays open until the new one is known to work: it is the way back. */
  private static void change(Rotation rotation, Session session, ObjectNode opening, ObjectNode pending) {
    String user = pending.get("username").asString();
    session.setPassword(user, pending.get(PASSWORD).asString());
    if (!rotation.opens(pending)) {
      session.setPassword(user, opening.get(PASSWORD).asString());
      throw new IllegalStateException(
          "The target took a new password for %s and then refused it; the old one is set again".formatted(user));
    }
  }

  static void testPending(Rotation rotation) {
    if (!rotation.opens(rotation.pending())) {
      throw new IllegalStateException("The target refuses AWSPENDING of secret " + rotation.arn());
    }
  }
}
