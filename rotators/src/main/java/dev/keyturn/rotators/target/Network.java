package dev.keyturn.rotators.target;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

/// A range of addresses in CIDR notation, such as `10.0.0.0/8` or `fd00::/8`; a bare address is a
/// range of one.
public final class Network {
  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// @throws IllegalArgumentException when the text is no such range
  public static Network parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split("/", 2);
    try {
      byte[] prefix = InetAddress.ofLiteral(parts[0]).getAddress();
      int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : prefix.length * 8;
      if (bits >= 0 && bits <= prefix.length * 8) {
        return new Network(prefix, bits);
      }
    } catch (IllegalArgumentException _) {
      // The common answer below names the text.
    }
    throw new IllegalArgumentException("Not a network such as 10.0.0.0/8 or fd00::/8: " + text);
  }

  /// Whether the address lies in this range.
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    boolean wholeAgrees = Arrays.equals(bytes, 0, whole, prefix, 0, whole);
    return wholeAgrees && (rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0);
  }
}
