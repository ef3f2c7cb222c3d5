package dev.keyturn.lambda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the directory at the end of a zip: that which programs unpack by. What stands before the
/// files counts for nothing.
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 65_535;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_END_LENGTH = 56;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_LENGTH = 20;
  private static final int UNIX = 3;
  private static final int ENCRYPTED = 1 | 1 << 6;
  private static final int SATURATED = 0xffff;
  private static final long SATURATED_LONG = 0xffff_ffffL;
  private static final int LARGE = 1;

  private final ByteBuffer zip;

  ZipDirectory(byte[] zip) {
    this.zip = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
  }

  List<ZipItem> read() throws BadZip {
    try {
      int end = end();
      int count = unsigned(end + 10);
      if (count == SATURATED) {
        throw new BadZip("it has more than 65,534 files");
      }
      List<ZipItem> items = new ArrayList<>(count);
      int begin = Math.toIntExact(unsignedInt(end + 16));
      int at = begin;
      for (int i = 0; i < count; i++) {
        items.add(item(at));
        at += ENTRY_LENGTH + unsigned(at + 28) + unsigned(at + 30) + unsigned(at + 32);
      }
      if (at - begin != unsignedInt(end + 12) || !(at == end || isEnlarged(begin, at, end))) {
        // Programs that count from its end would find another directory.
        throw new BadZip("its directory does not end where the zip does");
      }
      return items;
    } catch (IndexOutOfBoundsException | ArithmeticException broken) {
      throw new BadZip("its directory is broken");
    }
  }

  /// Whether nothing stands between the directory and the end but the records that repeat both for
  /// large zips, as `zip` writes them when it cannot know the size beforehand.
  private boolean isEnlarged(int begin, int at, int end) {
    int locator = end - LOCATOR_LENGTH;
    return locator == at + LARGE_END_LENGTH
        && zip.getInt(locator) == LOCATOR
        && zip.getLong(locator + 8) == at
        && zip.getInt(at) == LARGE_END
        && zip.getLong(at + 40) == at - begin
        && zip.getLong(at + 48) == begin;
  }

  /// Where the bytes of a file begin.
  int data(ZipItem item) throws BadZip {
    try {
      int at = Math.toIntExact(item.offset());
      if (zip.getInt(at) != LOCAL) {
        throw new BadZip("its directory is broken");
      }
      int data = at + LOCAL_LENGTH + unsigned(at + 26) + unsigned(at + 28);
      if (item.compressed() < 0 || item.compressed() > zip.capacity() - data) {
        throw new BadZip("it is cut off");
      }
      return data;
    } catch (IndexOutOfBoundsException | ArithmeticException broken) {
      throw new BadZip("its directory is broken");
    }
  }

  private int end() throws BadZip {
    int last = zip.capacity() - END_LENGTH;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (zip.getInt(at) == END && at + END_LENGTH + unsigned(at + 20) == zip.capacity()) {
        return at;
      }
    }
    throw new BadZip("it is not a zip, or it is cut off");
  }

  private ZipItem item(int at) throws BadZip {
    if (zip.getInt(at) != ENTRY) {
      throw new BadZip("its directory is broken");
    }
    byte[] name = new byte[unsigned(at + 28)];
    zip.get(at + ENTRY_LENGTH, name);
    boolean unix = unsigned(at + 4) >>> 8 == UNIX;
    long[] sizes = {unsignedInt(at + 24), unsignedInt(at + 20), unsignedInt(at + 42)};
    enlarge(at + ENTRY_LENGTH + name.length, unsigned(at + 30), sizes);
    return new ZipItem(
        text(name),
        (unsigned(at + 8) & ENCRYPTED) != 0,
        unsigned(at + 10),
        sizes[1],
        sizes[2],
        unix ? unsigned(at + 40) : 0);
  }

  private static String text(byte[] name) throws BadZip {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException broken) {
      throw new BadZip("the name of a file in it is not UTF-8");
    }
  }

  /// Sizes that have no room in an entry stand in an extra field, those of them that are needed.
  private void enlarge(int from, int length, long[] sizes) {
    int at = from;
    while (at + 4 <= from + length) {
      int value = at + 4;
      if (unsigned(at) == LARGE) {
        for (int i = 0; i < sizes.length; i++) {
          if (sizes[i] == SATURATED_LONG) {
            sizes[i] = zip.getLong(value);
            value += Long.BYTES;
          }
        }
      }
      at += 4 + unsigned(at + 2);
    }
  }

  private int unsigned(int at) {
    return Short.toUnsignedInt(zip.getShort(at));
  }

  private long unsignedInt(int at) {
    return Integer.toUnsignedLong(zip.getInt(at));
  }
}
