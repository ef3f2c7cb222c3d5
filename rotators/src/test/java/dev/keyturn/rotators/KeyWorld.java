package dev.keyturn.rotators;

import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.strategy.KeyRotation;
import dev.keyturn.rotators.target.AccessKey;
import dev.keyturn.rotators.target.KeyEngine;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user `app` whose access key is a secret, and another identity that manages it.
final class KeyWorld {
  static final String MASTER = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:master-AbCdEf";

  final FakeKeys keys = new FakeKeys();
  final FakeSecrets secrets = new FakeSecrets();
  final AccessKey first = keys.give("app");
  final RotatedSecret secret;

  KeyWorld() {
    this(engine -> engine);
  }

  /// @param around what the function sees of the keys
  KeyWorld(UnaryOperator<KeyEngine> around) {
    secret = new RotatedSecret("app", secrets, new KeyRotation(around.apply(keys), keys.clock));
    AccessKey master = keys.give("keeper");
    secrets.store(MASTER, "m1", json("keeper", master, ""));
    secrets.store(
        secret.arn,
        "v1",
        json("app", first, ",\"masterarn\":\"%s\",\"note\":\"kept\"".formatted(MASTER)));
    secret.superuserArn = java.util.Optional.of(MASTER);
  }

  static String json(String user, AccessKey key, String more) {
    return "{\"username\":\"%s\",\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\"%s}"
        .formatted(user, key.id(), key.secret().revealString(), more);
  }

  /// The key with a label.
  AccessKey key(String stage) {
    JsonNode json = JsonMapper.shared().readTree(secrets.json(secret.arn, stage).orElseThrow());
    return new AccessKey(
        json.get("accessKeyId").asString(),
        SecretValue.ofString(json.get("secretAccessKey").asString()));
  }

  String note(String stage) {
    return JsonMapper.shared()
        .readTree(secrets.json(secret.arn, stage).orElseThrow())
        .get("note")
        .asString();
  }
}
