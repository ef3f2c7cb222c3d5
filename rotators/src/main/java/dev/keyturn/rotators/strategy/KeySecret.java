package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.AccessKey;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A version of a secret that holds an access key. The names of its members are read however people
/// spell them, such as `accessKeyId`, `AccessKey` or `aws_access_key_id`, and are kept. Not a
/// record, for it holds the secret access key.
final class KeySecret {
  private static final Set<String> USER = Set.of("username", "user");
  private static final Set<String> ID = Set.of("accesskeyid", "accesskey");
  private static final Set<String> SECRET = Set.of("secretaccesskey", "secretkey");

  private final ObjectNode json;
  private final AccessKey key;

  private KeySecret(ObjectNode json, AccessKey key) {
    this.json = json;
    this.key = key;
  }

  /// @throws StepFailed (misconfigured), never with a value
  static KeySecret parse(SecretValue value) throws StepFailed {
    ObjectNode json = LoginSecret.object(value);
    String id = text(json, ID, "accessKeyId");
    String secret = text(json, SECRET, "secretAccessKey");
    return new KeySecret(json, new AccessKey(id, SecretValue.ofString(secret)));
  }

  AccessKey key() {
    return key;
  }

  /// Whose key it is.
  String user() throws StepFailed {
    return text(json, USER, "username");
  }

  /// `masterarn`: the secret with the identity that manages the user's keys.
  Optional<String> masterArn() {
    return Optional.of(json.path("masterarn").asString("")).filter(it -> !it.isEmpty());
  }

  /// The same JSON with another key.
  SecretValue with(AccessKey other) throws StepFailed {
    ObjectNode changed = json.deepCopy();
    changed.put(member(json, ID, "accessKeyId"), other.id());
    changed.put(member(json, SECRET, "secretAccessKey"), other.secret().revealString());
    return LoginSecret.written(changed);
  }

  private static String text(ObjectNode json, Set<String> names, String usual) throws StepFailed {
    JsonNode node = json.path(member(json, names, usual));
    if (!node.isString() || node.asString().isEmpty()) {
      throw missing(usual);
    }
    return node.asString();
  }

  /// The one member with such a name.
  private static String member(ObjectNode json, Set<String> names, String usual) throws StepFailed {
    Optional<String> found = Optional.empty();
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      if (names.contains(plain(member.getKey()))) {
        if (found.isPresent()) {
          throw new StepFailed(
              MISCONFIGURED,
              "The secret's JSON has two members for %s: %s and %s"
                  .formatted(usual, found.get(), member.getKey()),
              "Remove one of them with PutSecretValue and retry.");
        }
        found = Optional.of(member.getKey());
      }
    }
    return found.orElseThrow(() -> missing(usual));
  }

  private static String plain(String name) {
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    return letters.startsWith("aws") ? letters.substring("aws".length()) : letters;
  }

  private static StepFailed missing(String name) {
    return new StepFailed(
        MISCONFIGURED,
        name + " key is missing from secret JSON",
        "Correct the secret's JSON with PutSecretValue and retry.");
  }
}
