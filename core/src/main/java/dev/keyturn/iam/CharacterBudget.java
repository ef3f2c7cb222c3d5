package dev.keyturn.iam;

/// How much text may stand behind what is remembered: callers choose how long it is, so that a
/// number of things is no bound. Thread-safe.
final class CharacterBudget {
  private final int most;
  private int used;

  CharacterBudget(int most) {
    this.most = most;
  }

  /// Counts what is remembered next.
  ///
  /// @return whether everything before it has to be forgotten
  synchronized boolean isExceededBy(int characters) {
    used += characters;
    boolean exceeded = used > most;
    if (exceeded) {
      used = characters;
    }
    return exceeded;
  }
}
