package dev.keyturn.server.alarm;

import dev.keyturn.alarm.Alarm;
import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.identity.Arn;
import dev.keyturn.secret.SecretKey;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An alarm as the webhook's body: JSON whose members are only ever added to.
final class WebhookMessage {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int VERSION = 1;

  private final Alarm alarm;

  WebhookMessage(Alarm alarm) {
    this.alarm = alarm;
  }

  byte[] body() {
    ObjectNode message = JSON.createObjectNode();
    message.put("version", VERSION);
    message.put("id", alarm.id());
    message.put("event", alarm.event().name().toLowerCase(Locale.ROOT));
    message.put("condition", alarm.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    message.put("urgent", alarm.cause().urgent());
    message.put("time", alarm.at().toString());
    secret()
        .ifPresentOrElse(key -> putSecret(message, key), () -> message.put("target", subject()));
    message.put("title", title());
    message.put("text", alarm.text());
    message.put("remedy", alarm.remedy());
    return JSON.writeValueAsBytes(message);
  }

  private void putSecret(ObjectNode message, SecretKey key) {
    message
        .putObject("secret")
        .put("arn", subject())
        .put("name", key.name())
        .put("account", key.account().value())
        .put("region", key.region().code());
    message.put("command", "keyturn rotation show " + subject());
  }

  private String title() {
    String what =
        secret()
            .map(key -> "The rotation of %s %s".formatted(key.name(), alarm.cause().words()))
            .orElseGet(() -> "The target %s %s".formatted(subject(), alarm.cause().words()));
    return alarm.event() == Event.RAISED ? what : "Over: " + what;
  }

  private Optional<SecretKey> secret() {
    return alarm.cause() == Cause.TARGET_SILENT
        ? Optional.empty()
        : Arn.parse(subject()).map(SecretKey::of);
  }

  private String subject() {
    return alarm.subject();
  }
}
