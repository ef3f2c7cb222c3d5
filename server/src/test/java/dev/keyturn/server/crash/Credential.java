package dev.keyturn.server.crash;

import dev.keyturn.key.SecretValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user and a password of a target, or an access key.
record Credential(String user, SecretValue password) {

  static Credential of(String json) {
    JsonNode members = JsonMapper.shared().readTree(json);
    boolean key = members.has("accessKeyId");
    return new Credential(
        members.required(key ? "accessKeyId" : "username").asString(),
        SecretValue.ofString(members.required(key ? "secretAccessKey" : "password").asString()));
  }
}
