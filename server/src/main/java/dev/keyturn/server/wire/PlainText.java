package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;

/// Single values as plain text: in a form, a path, a query or a header. What the model marks
/// sensitive becomes a [SecretValue] at once. Pure.
final class PlainText {
  private PlainText() {}

  static boolean holds(Shape shape) {
    return switch (shape) {
      case Shape.Structure _, Shape.Sequence _, Shape.Dictionary _ -> false;
      default -> true;
    };
  }

  static Object read(Shape shape, String text) throws Rejection {
    return switch (shape) {
      case Shape.Text kind -> kind.sensitive() ? SecretValue.ofString(text) : text;
      case Shape.Blob kind -> blob(kind, text);
      case Shape.Whole kind -> whole(kind, text);
      case Shape.Fraction _ -> fraction(text);
      case Shape.Flag _ -> flag(text);
      case Shape.Timestamp _ -> timestamp(text);
      default -> throw new IllegalStateException("No plain text holds " + shape);
    };
  }

  static String write(Shape shape, Object value) {
    return switch (shape) {
      case Shape.Text _ ->
          value instanceof SecretValue secret ? secret.revealString() : (String) value;
      case Shape.Blob _ ->
          Base64.getEncoder()
              .encodeToString(
                  value instanceof SecretValue secret ? secret.revealBytes() : (byte[]) value);
      default -> value.toString();
    };
  }

  private static Object blob(Shape.Blob shape, String text) throws Rejection {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return shape.sensitive() ? SecretValue.ofBinary(bytes) : bytes;
    } catch (IllegalArgumentException notBase64) {
      throw Rejection.serialization("A Blob must be valid base64.");
    }
  }

  private static Long whole(Shape.Whole shape, String text) throws Rejection {
    try {
      return shape.wide() ? Long.valueOf(text) : Long.valueOf(Integer.parseInt(text));
    } catch (NumberFormatException noNumber) {
      throw cannotConvert(shape.wide() ? "a Long" : "an Integer");
    }
  }

  private static Double fraction(String text) throws Rejection {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw cannotConvert("a Double");
  }

  private static Boolean flag(String text) throws Rejection {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw cannotConvert("a Boolean");
    };
  }

  private static Instant timestamp(String text) throws Rejection {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noTime) {
      throw cannotConvert("a Timestamp");
    }
  }

  private static Rejection cannotConvert(String type) {
    return Rejection.serialization("STRING_VALUE can not be converted to " + type);
  }
}
