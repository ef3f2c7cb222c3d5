package dev.keyturn.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/// An encryption context: what a ciphertext belongs to, authenticated with it. Immutable.
public final class Context {
  private final byte[] bytes;

  private Context(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The context of these entries.
  public static Context of(Map<String, String> entries) {
    String[] names = entries.keySet().toArray(String[]::new);
    Arrays.sort(names);
    byte[][] texts = new byte[2 * names.length][];
    int length = 0;
    for (int i = 0; i < names.length; i++) {
      texts[2 * i] = names[i].getBytes(StandardCharsets.UTF_8);
      texts[2 * i + 1] =
          Objects.requireNonNull(entries.get(names[i])).getBytes(StandardCharsets.UTF_8);
      length += 2 * Integer.BYTES + texts[2 * i].length + texts[2 * i + 1].length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (byte[] text : texts) {
      bytes.putInt(text.length).put(text);
    }
    return new Context(bytes.array());
  }

  /// The bytes to authenticate, not a copy: the same for the same entries in any order, and
  /// different for different ones, because every text stands behind its length.
  public byte[] bytes() {
    return bytes;
  }
}
