package dev.keyturn.masking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One way to read a text: the bytes that it stands for, and from where to where each stands in the
/// text. The arrays are longer than what is in them.
final class Reading {
  private byte[] bytes;
  private int[] from;
  private int[] to;
  private int length;

  private Reading(int capacity) {
    bytes = new byte[capacity];
    from = new int[capacity];
    to = new int[capacity];
  }

  /// A text as it is.
  static Reading plain(byte[] text) {
    Reading plain = new Reading(0);
    plain.bytes = text;
    plain.from = new int[text.length];
    plain.to = new int[text.length];
    plain.length = text.length;
    for (int i = 0; i < text.length; i++) {
      plain.from[i] = i;
      plain.to[i] = i + 1;
    }
    return plain;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int from(int at) {
    return from[at];
  }

  int to(int at) {
    return to[at];
  }

  private void add(int value, int start, int end) {
    if (length == bytes.length) {
      int more = Math.max(64, 2 * length);
      bytes = Arrays.copyOf(bytes, more);
      from = Arrays.copyOf(from, more);
      to = Arrays.copyOf(to, more);
    }
    bytes[length] = (byte) value;
    from[length] = start;
    to[length] = end;
    length++;
  }

  private boolean has(char wanted) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  /// As an address or a form writes it; empty when nothing is written so.
  ///
  /// @param spaces whether a plus sign is a space
  Optional<Reading> percentDecoded(boolean spaces) {
    if (!has(spaces ? '+' : '%')) {
      return Optional.empty();
    }
    Reading decoded = new Reading(length);
    for (int i = 0; i < length; i++) {
      int value = bytes[i] == '%' ? hex(i + 1, 2) : -1;
      if (value >= 0) {
        decoded.add(value, from[i], to[i + 2]);
        i += 2;
      } else {
        decoded.add(spaces && bytes[i] == '+' ? ' ' : bytes[i], from[i], to[i]);
      }
    }
    return Optional.of(decoded);
  }

  /// As JSON and programming languages write texts; empty when nothing is written so.
  Optional<Reading> unescaped() {
    if (!has('\\')) {
      return Optional.empty();
    }
    Reading plain = new Reading(length);
    int i = 0;
    while (i < length) {
      i += bytes[i] == '\\' && i + 1 < length ? unescape(i, plain) : copy(i, plain);
    }
    return Optional.of(plain);
  }

  private int copy(int i, Reading plain) {
    plain.add(bytes[i], from[i], to[i]);
    return 1;
  }

  /// @return how many bytes were read
  private int unescape(int i, Reading plain) {
    int simple = "nrtbf\"\\/'".indexOf(bytes[i + 1]);
    if (simple >= 0) {
      plain.add("\n\r\t\b\f\"\\/'".charAt(simple), from[i], to[i + 1]);
      return 2;
    }
    int digits = bytes[i + 1] == 'u' ? 4 : bytes[i + 1] == 'x' ? 2 : 0;
    int value = digits == 0 ? -1 : hex(i + 2, digits);
    if (value < 0) {
      return copy(i, plain);
    }
    int read = 2 + digits;
    if (digits == 2) {
      plain.add(value, from[i], to[i + 3]);
      return read;
    }
    int low = i + 11 < length && bytes[i + 6] == '\\' && bytes[i + 7] == 'u' ? hex(i + 8, 4) : -1;
    if (Character.isHighSurrogate((char) value) && Character.isLowSurrogate((char) low)) {
      value = Character.toCodePoint((char) value, (char) low);
      read = 12;
    }
    plain.addUtf8(value, from[i], to[i + read - 1]);
    return read;
  }

  private void addUtf8(int point, int start, int end) {
    for (byte each : new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8)) {
      add(each, start, end);
    }
  }

  /// What all runs of base64 in it stand for, in the common alphabet and in that of addresses, also
  /// over the ends of lines; a zero lies between one and the next.
  ///
  /// @param shift how many digits of each run belong to what stands before
  Reading base64Decoded(int shift) {
    return decoded(new Digits(6, Reading::base64Digit, 8), shift);
  }

  /// The same of hexadecimal digits.
  Reading hexDecoded(int shift) {
    return decoded(new Digits(4, Reading::hexDigit, 2 * Fragments.SHORTEST), shift);
  }

  private interface DigitValue {
    int of(int digit);
  }

  /// How bytes are written in digits.
  ///
  /// @param fewest runs that are shorter hold nothing that is looked for
  private record Digits(int bits, DigitValue value, int fewest) {}

  private Reading decoded(Digits digits, int shift) {
    Reading decoded = new Reading(length * digits.bits / 8 + 16);
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || (digits.value.of(bytes[i]) < 0 && !isEndOfLine(bytes[i]))) {
        if (i - start >= digits.fewest) {
          run(digits, shift, start, i, decoded);
        }
        start = i + 1;
      }
    }
    return decoded;
  }

  private static boolean isEndOfLine(byte each) {
    return each == '\n' || each == '\r';
  }

  private void run(Digits digits, int shift, int start, int end, Reading decoded) {
    int held = 0;
    int bits = 0;
    int first = start;
    int passed = 0;
    for (int i = start; i < end; i++) {
      if (isEndOfLine(bytes[i]) || passed++ < shift) {
        first = bits == 0 ? i + 1 : first;
        continue;
      }
      held = (held << digits.bits) | digits.value.of(bytes[i]);
      bits += digits.bits;
      if (bits >= 8) {
        bits -= 8;
        decoded.add(held >>> bits, from[first], to[i]);
        held &= (1 << bits) - 1;
        first = bits > 0 ? i : i + 1;
      }
    }
    decoded.add(0, 0, 0);
  }

  private int hex(int at, int digits) {
    if (at + digits > length) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = hexDigit(bytes[i]);
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static int hexDigit(int digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    int small = digit | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
  }

  private static int base64Digit(int digit) {
    if (digit >= 'A' && digit <= 'Z') {
      return digit - 'A';
    }
    if (digit >= 'a' && digit <= 'z') {
      return digit - 'a' + 26;
    }
    if (digit >= '0' && digit <= '9') {
      return digit - '0' + 52;
    }
    return switch (digit) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }
}
