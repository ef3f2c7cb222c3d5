package dev.keyturn.key;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// An encryption context as bytes to authenticate: the same for the same entries in any order, and
/// different for different ones, because every text stands behind its length.
public final class Context {
  private Context() {}

  /// The bytes of a context.
  public static byte[] encode(Map<String, String> context) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (Map.Entry<String, String> entry : new TreeMap<>(context).entrySet()) {
        text(out, entry.getKey());
        text(out, entry.getValue());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
