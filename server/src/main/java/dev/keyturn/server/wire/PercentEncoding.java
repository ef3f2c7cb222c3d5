package dev.keyturn.server.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Text as it stands in addresses and forms: `%` and two digits for any byte, UTF-8 in the end.
/// Pure.
final class PercentEncoding {
  private PercentEncoding() {}

  /// What stands in a path or a query: a plus is a plus.
  static String text(String raw) throws Rejection {
    return raw.indexOf('%') < 0 && raw.chars().allMatch(each -> each < 0x80)
        ? raw
        : decoded(
            new String(raw.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), false);
  }

  /// What stands in a form, one character for each byte: a plus is a space.
  static String formText(String raw) throws Rejection {
    return decoded(raw, true);
  }

  private static String decoded(String raw, boolean form) throws Rejection {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char each = raw.charAt(i);
      if (each == '%') {
        bytes.write(escaped(raw, i));
        i += 2;
      } else {
        bytes.write(form && each == '+' ? ' ' : each);
      }
    }
    byte[] decoded = bytes.toByteArray();
    if (!Utf8.isWellFormed(decoded)) {
      throw Rejection.serialization("The parameters are not valid UTF-8.");
    }
    return new String(decoded, StandardCharsets.UTF_8);
  }

  private static int escaped(String raw, int at) throws Rejection {
    boolean whole = at + 2 < raw.length();
    int high = whole ? Character.digit(raw.charAt(at + 1), 16) : -1;
    int low = whole ? Character.digit(raw.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw Rejection.serialization("A % must be followed by two hexadecimal digits.");
    }
    return high << 4 | low;
  }
}
