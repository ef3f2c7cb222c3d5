package dev.keyturn.acceptance.kit;

import tools.jackson.databind.JsonNode;

/// A user name and its password, as a version of a secret has them.
public final class Credentials {
  private final String user;
  private final String password;

  /// @param secret the JSON of a version
  public Credentials(String secret) {
    JsonNode json = Target.JSON.readTree(secret);
    this.user = json.required("username").asString();
    this.password = Evidence.secret(json.required("password").asString());
  }

  public String user() {
    return user;
  }

  public String password() {
    return password;
  }

  /// Whether they open a target.
  public boolean open(Target target) throws Exception {
    return target.opens(user, password);
  }
}
