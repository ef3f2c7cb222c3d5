package dev.keyturn.server.crash;

import dev.keyturn.key.SecretValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user and a password of a target.
record Credential(String user, SecretValue password) {

  static Credential of(String json) {
    JsonNode members = JsonMapper.shared().readTree(json);
    return new Credential(
        members.required("username").asString(),
        SecretValue.ofString(members.required("password").asString()));
  }
}
