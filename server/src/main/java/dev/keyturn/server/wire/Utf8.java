package dev.keyturn.server.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Whether text is what it claims to be. The JSON parser is lenient about overlong forms, guesses
/// other encodings and takes half a surrogate pair, which would then be stored as a question mark:
/// a secret must come back as it went in, or not go in at all. Pure.
final class Utf8 {
  private Utf8() {}

  /// Strict UTF-8 without zero bytes, which JSON never holds.
  static boolean isWellFormed(byte[] bytes) {
    boolean ascii = true;
    for (byte each : bytes) {
      if (each == 0) {
        return false;
      }
      ascii &= each > 0;
    }
    return ascii || decodes(bytes);
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
