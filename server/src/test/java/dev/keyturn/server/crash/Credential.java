package dev.keyturn.server.crash;

import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealPostgres;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user and a password of the target.
record Credential(String user, SecretValue password) {

  static Credential of(String json) {
    JsonNode members = JsonMapper.shared().readTree(json);
    return new Credential(
        members.required("username").asString(),
        SecretValue.ofString(members.required("password").asString()));
  }

  boolean opens(RealPostgres target) {
    return target.logIn(user, password.revealString());
  }
}
