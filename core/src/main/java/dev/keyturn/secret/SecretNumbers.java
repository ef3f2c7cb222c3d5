package dev.keyturn.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gives each secret's key a number, so that a million of them can be told from a number each: the
/// keys as bytes, and a hash table of the numbers. Thread-safe.
final class SecretNumbers {
  private byte[][] texts = new byte[64][];
  private int[] table = new int[256];
  private int count;

  /// The number of a key, always the same.
  synchronized int of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int place = find(bytes);
    if (table[place] != 0) {
      return table[place] - 1;
    }
    if (count == texts.length) {
      texts = Arrays.copyOf(texts, 2 * count);
    }
    texts[count] = bytes;
    table[place] = ++count;
    if (2 * count > table.length) {
      grow();
    }
    return count - 1;
  }

  /// The key with a number.
  synchronized String text(int number) {
    return new String(texts[number], StandardCharsets.UTF_8);
  }

  private int find(byte[] bytes) {
    int mask = table.length - 1;
    int place = ((Arrays.hashCode(bytes) * 0x9E3779B9) >>> 7) & mask;
    while (table[place] != 0 && !Arrays.equals(texts[table[place] - 1], bytes)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int number = 0; number < count; number++) {
      table[find(texts[number])] = number + 1;
    }
  }
}
