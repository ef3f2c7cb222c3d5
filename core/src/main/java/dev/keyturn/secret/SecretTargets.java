package dev.keyturn.secret;

import dev.keyturn.key.KeyService;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal;
import dev.keyturn.store.Store;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what AWSCURRENT says of the target, and nothing more than that. Thread-safe.
public final class SecretTargets implements RotationTarget.Reader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Values values;

  public SecretTargets(Store store, KeyService keys) {
    this.values = new Values(store, keys);
  }

  @Override
  public RotationTarget read(Stored stored) {
    try {
      return stored
          .secret()
          .labelled(Labels.CURRENT)
          .filter(Version::hasValue)
          .flatMap(version -> values.open(stored.key(), version))
          .filter(value -> !value.isBinary())
          .map(SecretTargets::target)
          .orElse(RotationTarget.UNKNOWN);
    } catch (Refusal _) {
      // Its key cannot be used: the function will meet that too, and say so.
      return RotationTarget.UNKNOWN;
    }
  }

  private static RotationTarget target(SecretValue value) {
    try {
      JsonNode json = JSON.readTree(value.revealString());
      Optional<String> port = text(json, "port");
      return new RotationTarget(
          text(json, "host")
              .map(host -> host.toLowerCase(Locale.ROOT) + port.map(it -> ":" + it).orElse("")),
          text(json, "masterarn"),
          text(json, "ssl").flatMap(SecretTargets::caution));
    } catch (JacksonException _) {
      return RotationTarget.UNKNOWN;
    }
  }

  private static Optional<String> caution(String ssl) {
    return switch (ssl.toLowerCase(Locale.ROOT)) {
      case "require" ->
          Optional.of("The target's TLS certificate was not verified, as the secret's ssl says.");
      case "false" ->
          Optional.of("The target was reached in clear text, as the secret's ssl says.");
      default -> Optional.empty();
    };
  }

  private static Optional<String> text(JsonNode json, String member) {
    return Optional.ofNullable(json.get(member))
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asString)
        .filter(text -> !text.isBlank());
  }
}
