package dev.keyturn.acceptance.kit;

/// Who changes a password, and how many of the credentials that a secret has held open its target.
public enum Strategy {
  SINGLE_USER(false, 1),
  /// A user and its clone take turns.
  ALTERNATING_USERS(true, 2),
  /// One user, who holds two passwords.
  TWO_PASSWORDS(true, 2),
  /// The same, and the user changes them itself.
  OWN_TWO_PASSWORDS(false, 2);

  private final boolean superuser;
  private final int opening;

  Strategy(boolean superuser, int opening) {
    this.superuser = superuser;
    this.opening = opening;
  }

  /// Whether a superuser's secret takes part.
  public boolean hasSuperuser() {
    return superuser;
  }

  /// How many of the last credentials open.
  public int opening() {
    return opening;
  }

  /// The user of a version.
  ///
  /// @param rotation 0 for the version that was there first
  public String user(String first, int rotation) {
    return this == ALTERNATING_USERS && rotation % 2 == 1 ? first + "_clone" : first;
  }
}
