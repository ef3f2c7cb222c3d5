package dev.keyturn.server.crash;

/// Which rotation the server dies in.
///
/// @param function the name of the one that rotates
/// @param second whether a rotation has ended well before: there is an AWSPREVIOUS and, with
///   alternating users, a clone
record Scenario(String function, boolean second) {

  boolean alternating() {
    return function.endsWith("MultiUser");
  }

  /// Whether what AWSCURRENT and AWSPREVIOUS say opens the target at every instant.
  boolean neverDenies() {
    return !function.endsWith("SingleUser");
  }

  String functionArn() {
    return "arn:aws:lambda:%s:%s:function:%s".formatted(Client.REGION, Client.ACCOUNT, function);
  }

  @Override
  public String toString() {
    return "The %s rotation by %s".formatted(second ? "second" : "first", function);
  }
}
