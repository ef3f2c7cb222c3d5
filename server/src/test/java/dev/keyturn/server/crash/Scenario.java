package dev.keyturn.server.crash;

/// Which rotation the server dies in.
enum Scenario {
  FIRST_OF_SINGLE_USER(Kind.SINGLE_USER),
  SECOND_OF_SINGLE_USER(Kind.SINGLE_USER),
  FIRST_OF_ALTERNATING_USERS(Kind.ALTERNATING_USERS),
  SECOND_OF_ALTERNATING_USERS(Kind.ALTERNATING_USERS),
  FIRST_OF_TWO_CREDENTIALS(Kind.TWO_CREDENTIALS),
  SECOND_OF_TWO_CREDENTIALS(Kind.TWO_CREDENTIALS);

  private final Kind kind;

  private enum Kind {
    SINGLE_USER("SecretsManagerRDSPostgreSQLRotationSingleUser"),
    ALTERNATING_USERS("SecretsManagerRDSPostgreSQLRotationMultiUser"),
    TWO_CREDENTIALS("SecretsManagerElasticacheUserRotation");

    private final String function;

    Kind(String function) {
      this.function = function;
    }
  }

  Scenario(Kind kind) {
    this.kind = kind;
  }

  boolean alternating() {
    return kind == Kind.ALTERNATING_USERS;
  }

  boolean onRedis() {
    return kind == Kind.TWO_CREDENTIALS;
  }

  /// Whether what AWSCURRENT and AWSPREVIOUS say opens the target at every instant.
  boolean neverDenies() {
    return kind != Kind.SINGLE_USER;
  }

  /// Whether a rotation has ended well before: there is an AWSPREVIOUS and, with alternating users,
  /// a clone.
  boolean second() {
    return name().startsWith("SECOND");
  }

  String functionArn() {
    return "arn:aws:lambda:%s:%s:function:%s"
        .formatted(Client.REGION, Client.ACCOUNT, kind.function);
  }
}
