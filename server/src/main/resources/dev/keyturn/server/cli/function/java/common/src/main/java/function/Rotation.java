package function;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One call of the function: the values of its secret, and its way to the target. Nothing is kept between two calls. */
final class Rotation {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> event;
  private final SecretsManagerClient secrets;
  private final Door target;

  Rotation(Map<String, String> event, SecretsManagerClient secrets, Door target) {
    this.event = event;
    this.secrets = secrets;
    this.target = target;
  }

  String arn() {
    return event.get("SecretId");
  }

  String token() {
    return event.get("ClientRequestToken");
  }

  ObjectNode current() {
    return required(read(arn(), "AWSCURRENT"), "AWSCURRENT");
  }

  ObjectNode pending() {
    return required(stored(), "AWSPENDING");
  }

  /** The new credential; empty before createSecret has stored it. */
  Optional<ObjectNode> stored() {
    return read(arn(), "AWSPENDING", token());
  }

  /** The credential before the current one; empty when there is none. */
  Optional<ObjectNode> previous() {
    return read(arn(), "AWSPREVIOUS");
  }

  private ObjectNode required(Optional<ObjectNode> value, String label) {
    if (value.isEmpty()) {
      throw new IllegalStateException("Secret %s has no value labelled %s".formatted(arn(), label));
    }
    for (String field : target.fields()) {
      if (!value.get().has(field)) {
        throw new IllegalStateException(field + " key is missing from secret JSON");
      }
    }
    return value.get();
  }

  /** A secret's JSON; empty when no version with a value has this label. */
  Optional<ObjectNode> read(String secret, String label) {
    return read(secret, label, null);
  }

  private Optional<ObjectNode> read(String secret, String label, String version) {
    String text;
    try {
      text =
          secrets
              .getSecretValue(wanted -> wanted.secretId(secret).versionStage(label).versionId(version))
              .secretString();
    } catch (ResourceNotFoundException absent) {
      return Optional.empty();
    }
    try {
      if (text != null && JSON.readTree(text) instanceof ObjectNode object) {
        return Optional.of(object);
      }
    } catch (JacksonException malformed) {
      // Refused below, without the parser's words: they quote the text.
    }
    throw new IllegalStateException("Secret %s (%s) is no JSON object".formatted(secret, label));
  }

  /** Stores the new credential under this rotation's version. */
  void put(ObjectNode value) {
    secrets.putSecretValue(
        request ->
            request
                .secretId(arn())
                .clientRequestToken(token())
                .secretString(JSON.writeValueAsString(value))
                .versionStages("AWSPENDING")
                .rotationToken(event.get("RotationToken")));
  }

  /** A new password, by the variables that AWS's rotation functions take. */
  String randomPassword() {
    return secrets
        .getRandomPassword(
            rules ->
                rules
                    .passwordLength(Long.valueOf(variable("PASSWORD_LENGTH", "32")))
                    .excludeCharacters(variable("EXCLUDE_CHARACTERS", ":/@\"'\\"))
                    .excludeNumbers(flag("EXCLUDE_NUMBERS", "false"))
                    .excludePunctuation(flag("EXCLUDE_PUNCTUATION", "false"))
                    .excludeUppercase(flag("EXCLUDE_UPPERCASE", "false"))
                    .excludeLowercase(flag("EXCLUDE_LOWERCASE", "false"))
                    .requireEachIncludedType(flag("REQUIRE_EACH_INCLUDED_TYPE", "true")))
        .randomPassword();
  }

  /** A session at the target; empty when the target refuses the credential. */
  Optional<Session> open(ObjectNode credential) {
    try {
      return Optional.of(target.open(credential));
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  /** Whether the target takes the credential and answers. */
  boolean opens(ObjectNode credential) {
    Optional<Session> opened = open(credential);
    if (opened.isEmpty()) {
      return false;
    }
    try (Session session = opened.get()) {
      session.check();
      return true;
    }
  }

  /**
   * Refuses two credentials for different targets: whoever may write a secret must not turn the function on a target that
   * is not his.
   */
  static void requireSamePlace(ObjectNode one, ObjectNode other, List<String> changing, String what) {
    TreeSet<String> fields = new TreeSet<>(one.propertyNames());
    fields.addAll(other.propertyNames());
    changing.forEach(fields::remove);
    for (String field : fields) {
      if (!Objects.equals(one.get(field), other.get(field))) {
        throw new IllegalStateException(
            "%s differ in %s: they are to mean the same target".formatted(what, field));
      }
    }
  }

  /** Whether a variable of the function says yes. */
  static boolean flag(String variable, String otherwise) {
    return List.of("true", "1", "y", "yes").contains(variable(variable, otherwise).toLowerCase(Locale.ROOT));
  }

  private static String variable(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
