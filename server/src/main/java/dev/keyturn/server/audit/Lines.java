package dev.keyturn.server.audit;

import java.util.Arrays;

/// Bytes of whole lines. A single addition is taken as it is, and copied only when another follows.
final class Lines {
  private byte[] bytes = {};
  private int length;
  private boolean own;

  /// Lines of these bytes, which are not copied and must not change.
  static Lines of(byte[] bytes, int length) {
    Lines lines = new Lines();
    lines.bytes = bytes;
    lines.length = length;
    return lines;
  }

  void add(Lines more) {
    if (length == 0) {
      bytes = more.bytes;
      length = more.length;
      own = false;
      return;
    }
    int together = length + more.length;
    if (!own || together > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(together, 2 * length));
      own = true;
    }
    System.arraycopy(more.bytes, 0, bytes, length, more.length);
    length = together;
  }

  /// The bytes, not a copy; only the first [#length] count.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
