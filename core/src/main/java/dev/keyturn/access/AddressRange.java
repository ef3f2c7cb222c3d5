package dev.keyturn.access;

import java.net.InetAddress;
import java.util.Optional;

/// A block of addresses such as `203.0.113.0/24` or `2001:db8::/32`. One address is a block of its
/// own. Never asks a name server.
final class AddressRange {
  private final byte[] address;

  /// How many leading bits count.
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    return address(slash < 0 ? text : text.substring(0, slash))
        .flatMap(address -> {
          int all = address.length * Byte.SIZE;
          int bits = slash < 0 ? all : bits(text.substring(slash + 1), all);
          return bits < 0 ? Optional.empty() : Optional.of(new AddressRange(address, bits));
        });
  }

  private static int bits(String text, int most) {
    boolean digits =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(AddressRange::isDigit);
    int bits = digits ? Integer.parseInt(text) : -1;
    return bits <= most ? bits : -1;
  }

  /// The platform would take `127.1` and interfaces behind a `%`, too.
  static Optional<byte[]> address(String text) {
    boolean four = text.chars().filter(each -> each == '.').count() == 3;
    boolean six = text.indexOf(':') >= 0;
    if (!(four || six) || text.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether an address lies in the block.
  boolean contains(Given given) {
    return given.address().filter(this::contains).isPresent();
  }

  private boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >>> i % Byte.SIZE;
      if ((other[i / Byte.SIZE] & mask) != (address[i / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// Whether it is so many addresses that it keeps nobody out: two halves are everywhere.
  boolean isBroad() {
    return bits < (address.length == 4 ? 8 : 32);
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }
}
