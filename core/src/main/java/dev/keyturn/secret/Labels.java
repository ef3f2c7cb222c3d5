package dev.keyturn.secret;

/// The staging labels that the service moves by itself.
public final class Labels {
  /// What readers get.
  public static final String CURRENT = "AWSCURRENT";

  /// What a rotation is making.
  public static final String PENDING = "AWSPENDING";

  /// What was current before.
  public static final String PREVIOUS = "AWSPREVIOUS";

  /// How many labels a secret may carry in all.
  public static final int LIMIT = 20;

  private Labels() {}
}
