package dev.keyturn.lambda;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.InvalidRequestContent;
import dev.keyturn.operation.Refusal.RequestTooLarge;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;

/// What a function is called with: checked, and never repeated in a refusal, because it may be
/// secret.
final class InvokePayload {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SecretValue EMPTY = SecretValue.ofString("{}");
  private static final String CONTEXT =
      "Client context must be a valid Base64-encoded JSON object.";

  /// How many bytes a payload may have.
  enum Limit {
    /// When the caller waits: AWS's 6 MB.
    REQUEST(6 * 1024 * 1024),
    /// When it is kept until it is done.
    EVENT(1024 * 1024);

    private final int bytes;

    Limit(int bytes) {
      this.bytes = bytes;
    }
  }

  private InvokePayload() {}

  /// The event in a payload; without one it is an empty object.
  ///
  /// @throws RequestTooLarge when it is longer than that
  /// @throws InvalidRequestContent when it is not one JSON value
  static SecretValue event(Optional<SecretValue> payload, Limit limit) {
    SecretValue given = payload.filter(it -> it.size() > 0).orElse(EMPTY);
    if (given.size() > limit.bytes) {
      throw new RequestTooLarge(
          "Request must be smaller than %d bytes for the InvokeFunction operation"
              .formatted(limit.bytes));
    }
    byte[] bytes = given.revealBytes();
    try {
      demandOneValue(bytes);
      return SecretValue.ofUtf8(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void demandOneValue(byte[] bytes) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw broken("there is nothing", parser.currentTokenLocation());
      }
      parser.skipChildren();
      // A text is read only when somebody wants it.
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw broken("something follows the value", parser.currentTokenLocation());
      }
    } catch (JacksonException malformed) {
      throw broken("it is no JSON", malformed.getLocation());
    }
  }

  private static InvalidRequestContent broken(String why, @Nullable TokenStreamLocation at) {
    return new InvalidRequestContent(
        "Could not parse request body into json: %s%s"
            .formatted(
                why,
                at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
  }

  /// The client context, decoded.
  ///
  /// @throws InvalidRequestContent when it is no JSON object in base64
  static Optional<String> context(Optional<SecretValue> given) {
    return given.map(SecretValue::revealString).filter(it -> !it.isEmpty()).map(it -> decode(it));
  }

  private static String decode(String given) {
    try {
      byte[] bytes = Base64.getDecoder().decode(given);
      if (JSON.readTree(bytes).isObject()) {
        return escaped(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException | JacksonException _) {
      // Refused below.
    }
    throw new InvalidRequestContent(CONTEXT);
  }

  /// The same JSON in ASCII: it goes to the function in a header.
  private static String escaped(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char each = json.charAt(i);
      if (each < 0x80) {
        ascii.append(each);
      } else {
        ascii.append("\\u%04x".formatted((int) each));
      }
    }
    return ascii.toString();
  }
}
