package dev.keyturn.server.crash;

/// Which rotation the server dies in.
enum Scenario {
  FIRST_OF_SINGLE_USER,
  SECOND_OF_SINGLE_USER,
  FIRST_OF_ALTERNATING_USERS,
  SECOND_OF_ALTERNATING_USERS;

  boolean alternating() {
    return this == FIRST_OF_ALTERNATING_USERS || this == SECOND_OF_ALTERNATING_USERS;
  }

  /// Whether a rotation has ended well before: there is an AWSPREVIOUS and, with alternating users,
  /// a clone.
  boolean second() {
    return this == SECOND_OF_SINGLE_USER || this == SECOND_OF_ALTERNATING_USERS;
  }

  String functionArn() {
    return "arn:aws:lambda:%s:%s:function:SecretsManagerRDSPostgreSQLRotation%s"
        .formatted(Client.REGION, Client.ACCOUNT, alternating() ? "MultiUser" : "SingleUser");
  }
}
