package dev.keyturn.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/// An encryption context as bytes to authenticate: the same for the same entries in any order, and
/// different for different ones, because every text stands behind its length.
public final class Context {
  private Context() {}

  /// The bytes of a context.
  public static byte[] encode(Map<String, String> context) {
    String[] names = context.keySet().toArray(String[]::new);
    Arrays.sort(names);
    byte[][] texts = new byte[2 * names.length][];
    int length = 0;
    for (int i = 0; i < names.length; i++) {
      texts[2 * i] = names[i].getBytes(StandardCharsets.UTF_8);
      texts[2 * i + 1] =
          Objects.requireNonNull(context.get(names[i])).getBytes(StandardCharsets.UTF_8);
      length += 2 * Integer.BYTES + texts[2 * i].length + texts[2 * i + 1].length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (byte[] text : texts) {
      bytes.putInt(text.length).put(text);
    }
    return bytes.array();
  }
}
