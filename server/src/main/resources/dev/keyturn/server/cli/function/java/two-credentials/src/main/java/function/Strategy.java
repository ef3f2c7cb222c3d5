package function;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * One owner who may hold two keys at a time: the new one is made while the current one goes on working.
 *
 * <p>The key before the current one stays until the next rotation makes room: who has not read the secret yet is not
 * refused. The target makes the key, so createSecret does what setSecret does elsewhere.
 */
final class Strategy {

  /** How often testSecret tries a new key, because some targets need seconds until it works everywhere. */
  private static final int TRIES = 5;

  /** How it waits for a second; tests do not. */
  static Runnable waiting = Strategy::second;

  private Strategy() {}

  static void createPending(Rotation rotation, ObjectNode current) {
    Session opened =
        rotation
            .open(current)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The target refuses AWSCURRENT of secret %s: no key is made".formatted(rotation.arn())));
    try (Session session = opened) {
      makeRoom(session, current);
      make(rotation, session, current);
    }
  }

  /** Deletes the key of AWSPREVIOUS, and what a crash left between making a key and storing it. */
  private static void makeRoom(Session session, ObjectNode current) {
    String owner = current.get("username").asString();
    String own = current.get(Target.KEY_ID).asString();
    List<String> keys = session.listKeys(owner);
    if (!keys.contains(own)) {
      throw new IllegalStateException(
          "The key of AWSCURRENT is none of %s: no key is deleted or made".formatted(owner));
    }
    keys.stream().filter(key -> !key.equals(own)).forEach(key -> session.deleteKey(owner, key));
  }

  private static void make(Rotation rotation, Session session, ObjectNode current) {
    String owner = current.get("username").asString();
    Map<String, String> made = session.createKey(owner);
    ObjectNode pending = current.deepCopy();
    made.forEach(pending::put);
    try {
      rotation.put(pending);
    } catch (RuntimeException failed) {
      // Nobody would ever know this key, unless it was stored and only the answer was lost.
      if (rotation.stored().isEmpty()) {
        session.deleteKey(owner, made.get(Target.KEY_ID));
      }
      throw failed;
    }
  }

  /** The key works since it was made; but it has to be for the same target and owner. */
  static void setPending(Rotation rotation) {
    Rotation.requireSamePlace(
        rotation.current(),
        rotation.pending(),
        List.of(Target.KEY_ID, Target.KEY),
        "AWSCURRENT and AWSPENDING");
  }

  static void testPending(Rotation rotation) {
    ObjectNode pending = rotation.pending();
    for (int left = TRIES; left > 0; left--) {
      if (rotation.opens(pending)) {
        return;
      }
      if (left > 1) {
        waiting.run();
      }
    }
    throw new IllegalStateException("The target refuses AWSPENDING of secret " + rotation.arn());
  }

  private static void second() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The function was ended", ended);
    }
  }
}
