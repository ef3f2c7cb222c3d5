package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.LoginEngine.Traits;
import dev.keyturn.rotators.target.Target;
import dev.keyturn.rotators.target.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A version of a secret of the database family: the JSON that AWS's templates know. Not a record,
/// for it holds the password.
final class LoginSecret {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode json;
  private final Login login;
  private final List<Login> replicas;

  private LoginSecret(ObjectNode json, Login login, List<Login> replicas) {
    this.json = json;
    this.login = login;
    this.replicas = replicas;
  }

  /// Reads a secret's value.
  ///
  /// @throws StepFailed (misconfigured) in AWS's words where AWS has some, never with a value
  static LoginSecret parse(SecretValue value, Traits traits) throws StepFailed {
    ObjectNode json = object(value);
    String host = text(json, "host");
    String user = text(json, "username");
    String password = text(json, "password");
    requireEngine(json, traits);
    String database = optional(json, "dbname").orElse(traits.defaultDatabase());
    Target target = Target.of(host, port(json, traits), database, tls(json));
    Login login = new Login(target, user, SecretValue.ofString(password));
    return new LoginSecret(json, login, replicas(json, login));
  }

  /// The JSON object in a value.
  static ObjectNode object(SecretValue value) throws StepFailed {
    try {
      if (!value.isBinary() && JSON.readTree(value.revealString()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      // The parser's text may quote the value: the common answer below does not.
    }
    throw misconfigured("The secret value is not a JSON object with unique keys");
  }

  private static String text(ObjectNode json, String key) throws StepFailed {
    return optional(json, key)
        .orElseThrow(() -> misconfigured(key + " key is missing from secret JSON"));
  }

  private static Optional<String> optional(ObjectNode json, String key) {
    JsonNode node = json.path(key);
    return node.isValueNode() && !node.isNull() && !node.asString().isEmpty()
        ? Optional.of(node.asString())
        : Optional.empty();
  }

  private static void requireEngine(ObjectNode json, Traits traits) throws StepFailed {
    if (optional(json, "engine").filter(traits.engines()::contains).isEmpty()) {
      throw misconfigured(
          "Database engine must be set to '%s' in order to use this rotation lambda"
              .formatted(traits.engine()));
    }
  }

  private static int port(ObjectNode json, Traits traits) throws StepFailed {
    return number(optional(json, "port").orElse(String.valueOf(traits.defaultPort())));
  }

  private static int number(String text) throws StepFailed {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw misconfigured("The key port of the secret JSON is not a number from 1 to 65535");
    }
  }

  private static TlsMode tls(ObjectNode json) throws StepFailed {
    Optional<String> ssl = optional(json, "ssl").map(text -> text.toLowerCase(Locale.ROOT));
    return switch (ssl.orElse("")) {
      case "" -> TlsMode.AUTOMATIC;
      case "true" -> TlsMode.VERIFIED;
      case "require" -> TlsMode.UNVERIFIED;
      case "false" -> TlsMode.CLEAR;
      default ->
          throw misconfigured("The key ssl of the secret JSON is not true, false or \"require\"");
    };
  }

  /// `hosts`: further servers that hold the same users, as a list or as text with commas.
  private static List<Login> replicas(ObjectNode json, Login login) throws StepFailed {
    JsonNode hosts = json.path("hosts");
    List<String> names = new ArrayList<>();
    if (hosts.isArray()) {
      hosts.forEach(host -> names.add(host.asString()));
    } else {
      optional(json, "hosts").ifPresent(list -> names.addAll(List.of(list.split(","))));
    }
    List<Login> replicas = new ArrayList<>();
    for (String name : names) {
      replicas.add(
          new Login(replica(name.strip(), login.target()), login.user(), login.password()));
    }
    return List.copyOf(replicas);
  }

  private static Target replica(String name, Target primary) throws StepFailed {
    int colon = name.lastIndexOf(':');
    boolean hasPort = colon > 0 && (name.indexOf(':') == colon || name.charAt(colon - 1) == ']');
    return hasPort
        ? primary.at(name.substring(0, colon), number(name.substring(colon + 1)))
        : primary.at(name, primary.port());
  }

  private static StepFailed misconfigured(String message) {
    return new StepFailed(
        MISCONFIGURED, message, "Correct the secret's JSON with PutSecretValue and retry.");
  }

  Login login() {
    return login;
  }

  Target target() {
    return login.target();
  }

  String user() {
    return login.user();
  }

  SecretValue password() {
    return login.password();
  }

  /// The same user on the servers that `hosts` lists.
  List<Login> replicas() {
    return replicas;
  }

  /// `masterarn`: the superuser's secret.
  Optional<String> superuserArn() {
    return optional(json, "masterarn");
  }

  /// `baseuser`: which of two alternating users is the one without the suffix.
  Optional<String> baseUser() {
    return optional(json, "baseuser");
  }

  /// `persist`: whether what is changed at the target has to survive a restart of it.
  boolean persistent() throws StepFailed {
    String persist = optional(json, "persist").orElse("true").toLowerCase(Locale.ROOT);
    if (!Set.of("true", "false").contains(persist)) {
      throw misconfigured("The key persist of the secret JSON is not true or false");
    }
    return Boolean.parseBoolean(persist);
  }

  /// The user at each server that the secret names, each once.
  List<Login> nodes() {
    return Stream.concat(Stream.of(login), replicas.stream()).distinct().toList();
  }

  /// Whether both mean the same user at the same server.
  boolean sameUser(LoginSecret other) {
    return user().equals(other.user()) && target().sameServer(other.target());
  }

  /// The same JSON with another user and password.
  SecretValue with(String user, SecretValue password) {
    ObjectNode changed = json.deepCopy();
    changed.put("username", user);
    changed.put("password", password.revealString());
    return written(changed);
  }

  /// The value with this JSON.
  static SecretValue written(ObjectNode json) {
    return SecretValue.ofString(JSON.writeValueAsString(json));
  }

  /// This log-in, secured as another one is: how a version from before `ssl` was changed connects
  /// today.
  Login connectedLike(LoginSecret other) {
    return new Login(other.target(), user(), password());
  }
}
