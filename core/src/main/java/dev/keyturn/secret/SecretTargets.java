package dev.keyturn.secret;

import dev.keyturn.key.KeyService;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal;
import dev.keyturn.store.Store;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what AWSCURRENT says of the target, and nothing more than that. Thread-safe.
public final class SecretTargets implements RotationTarget.Reader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// By the values of the JSON's `engine`, as AWS's templates have them.
  private static final Map<String, String> USUAL_PORTS =
      Map.of(
          "postgres", "5432",
          "aurora-postgresql", "5432",
          "mysql", "3306",
          "aurora-mysql", "3306",
          "mariadb", "3306",
          "redis", "6379",
          "valkey", "6379");

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
      return new RotationTarget(
          text(json, "host").map(host -> address(host, json)),
          text(json, "masterarn"),
          text(json, "ssl").flatMap(SecretTargets::caution));
    } catch (JacksonException _) {
      return RotationTarget.UNKNOWN;
    }
  }

  /// A server is one target, however its name is spelled and whether its port is named or the
  /// usual.
  private static String address(String host, JsonNode json) {
    String lower = host.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return text(json, "port")
        .or(() -> text(json, "engine").flatMap(SecretTargets::usualPort))
        .map(port -> plain + ":" + port)
        .orElse(plain);
  }

  private static Optional<String> usualPort(String engine) {
    return Optional.ofNullable(USUAL_PORTS.get(engine.toLowerCase(Locale.ROOT)));
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
