package dev.keyturn.lambda;

import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A zip that may be unpacked: no absolute or climbing paths, no links, nothing encrypted, within
/// the limits of count and size, and each file in it whole.
final class CheckedZip {
  static final long MOST_ZIPPED = 50L * 1024 * 1024;
  static final long MOST_UNZIPPED = 250L * 1024 * 1024;
  private static final int BUFFER = 64 * 1024;

  private final byte[] bytes;
  private final Code code;

  private CheckedZip(byte[] bytes, long unzipped) {
    this.bytes = bytes;
    this.code = new Code(sha256(bytes), bytes.length, unzipped);
  }

  /// Takes the bytes without copying them.
  ///
  /// @throws InvalidParameterValue when it must not be unpacked, in AWS's words and with the reason
  static CheckedZip of(byte[] bytes) {
    if (bytes.length == 0) {
      throw new InvalidParameterValue("Uploaded file must be a non-empty zip");
    }
    if (bytes.length > MOST_ZIPPED) {
      throw new InvalidParameterValue(
          "Zipped size must be smaller than %d bytes".formatted(MOST_ZIPPED));
    }
    try {
      return new CheckedZip(bytes, new Checking(bytes).unzipped());
    } catch (BadZip bad) {
      throw new InvalidParameterValue(
          "Could not unzip uploaded file. Please check your file, then try to upload again. The"
              + " reason: "
              + bad.getMessage()
              + ".");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Code code() {
    return code;
  }

  /// A copy of a part.
  byte[] part(int from, int length) {
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
  }

  /// Reads everything once, so that nothing is believed of what the zip says about itself.
  private static final class Checking {
    private final byte[] bytes;
    private final ZipDirectory directory;
    private final byte[] buffer = new byte[BUFFER];
    private long unzipped;

    Checking(byte[] bytes) {
      this.bytes = bytes;
      this.directory = new ZipDirectory(bytes);
    }

    long unzipped() throws BadZip {
      List<ZipItem> items = directory.read();
      if (items.isEmpty()) {
        throw new InvalidParameterValue("Uploaded file must be a non-empty zip");
      }
      new ZipNames(items).demand();
      demandApart(items);
      for (ZipItem item : items) {
        if (!item.isFolder()) {
          unzip(item);
        }
      }
      return unzipped;
    }

    /// The same bytes under many names would be read as often as there are names, and what they
    /// unpack to may be nothing that is counted.
    private void demandApart(List<ZipItem> items) throws BadZip {
      long left = bytes.length;
      for (ZipItem item : items) {
        left -= item.compressed();
        if (item.compressed() < 0 || left < 0) {
          throw new BadZip("its files lie over each other");
        }
      }
    }

    private void unzip(ZipItem item) throws BadZip {
      int from = directory.data(item);
      int length = Math.toIntExact(item.compressed());
      switch (item.method()) {
        case ZipItem.STORED -> count(length);
        case ZipItem.DEFLATED -> inflate(item, from, length);
        default ->
            throw new BadZip(
                ZipNames.quoted(item) + " is compressed by another method than deflate");
      }
    }

    private void inflate(ZipItem item, int from, int length) throws BadZip {
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(bytes, from, length);
        while (!inflater.finished()) {
          int got = inflater.inflate(buffer);
          if (got == 0 && !inflater.finished()) {
            throw new BadZip(ZipNames.quoted(item) + " is cut off");
          }
          count(got);
        }
      } catch (DataFormatException broken) {
        throw new BadZip(ZipNames.quoted(item) + " is broken");
      } finally {
        inflater.end();
      }
    }

    private void count(int more) {
      unzipped += more;
      if (unzipped > MOST_UNZIPPED) {
        throw new InvalidParameterValue(
            "Unzipped size must be smaller than %d bytes".formatted(MOST_UNZIPPED));
      }
    }
  }
}
