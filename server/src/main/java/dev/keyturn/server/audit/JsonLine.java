package dev.keyturn.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Builds one line of JSON. By hand, because every read of a secret waits for it: plain ASCII,
/// which nearly everything is, goes into the bytes as it is.
final class JsonLine {
  private static final int USUAL_BYTES = 1280;
  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /// Text that is JSON already, in ASCII.
  JsonLine raw(String json) {
    room(json.length());
    copy(json);
    return this;
  }

  /// The same as bytes, in UTF-8.
  JsonLine raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  byte[] soFar() {
    return Arrays.copyOf(bytes, length);
  }

  /// A string in quotes.
  JsonLine string(String text) {
    room(text.length() + 2);
    bytes[length++] = '"';
    if (isPlain(text)) {
      copy(text);
    } else {
      escape(text);
    }
    room(1);
    bytes[length++] = '"';
    return this;
  }

  @SuppressWarnings("deprecation") // The only way to copy ASCII without an array in between.
  private void copy(String ascii) {
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each < ' ' || each > '~' || each == '"' || each == '\\') {
        return false;
      }
    }
    return true;
  }

  /// Halves of surrogate pairs become question marks, as everywhere in Java.
  private void escape(String text) {
    for (byte each : text.getBytes(UTF_8)) {
      room(6);
      if (each == '"' || each == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = each;
      } else if (each >= 0 && each < ' ') {
        copy("\\u00");
        bytes[length++] = HEX[each >> 4];
        bytes[length++] = HEX[each & 15];
      } else {
        bytes[length++] = each;
      }
    }
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  /// The line with its end.
  Lines ended() {
    raw("\n");
    return Lines.of(bytes, length);
  }
}
