package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedZipTest {
  private static final String COULD_NOT =
      "Could not unzip uploaded file. Please check your file, then try to upload again. The reason: ";
  private static final int DIRECTORY = 0x02014b50;

  private static byte[] zip(String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          out.write("text of a file".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// The zip's first entry of the directory, to be changed.
  private static ByteBuffer directory(byte[] zip) {
    ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (buffer.getInt(at) != DIRECTORY) {
      at++;
    }
    return buffer.slice(at, zip.length - at).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertRefused(byte[] zip, String reason) {
    assertThatThrownBy(() -> CheckedZip.of(zip))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage(COULD_NOT + reason + ".");
  }

  @Test
  void aZipIsKnownByItsHashAndItsSizes() {
    byte[] zip = zip("handler.py", "package/", "package/module.py");
    Code code = CheckedZip.of(zip).code();
    assertThat(code.size()).isEqualTo(zip.length);
    assertThat(code.unzipped()).isEqualTo(2L * "text of a file".length());
    assertThat(code.sha256()).hasSize(64);
    assertThat(code.shown()).hasSize(44);
  }

  @Test
  void storedFilesAreCountedToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] text = "as it is".getBytes(StandardCharsets.UTF_8);
    CRC32 sum = new CRC32();
    sum.update(text);
    ZipEntry entry = new ZipEntry("one.txt");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(text.length);
    entry.setCrc(sum.getValue());
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(entry);
      out.write(text);
    }
    assertThat(CheckedZip.of(bytes.toByteArray()).code().unzipped()).isEqualTo(text.length);
  }

  @Test
  void nothingAndAnEmptyZipAreRefused() {
    byte[] empty = new byte[22];
    ByteBuffer.wrap(empty).order(ByteOrder.LITTLE_ENDIAN).putInt(0x06054b50);
    for (byte[] zip : List.of(new byte[0], empty)) {
      assertThatThrownBy(() -> CheckedZip.of(zip))
          .isInstanceOf(InvalidParameterValue.class)
          .hasMessage("Uploaded file must be a non-empty zip");
    }
  }

  @Test
  void whatIsNoZipOrIsCutOffIsRefused() {
    assertRefused(
        "def lambda_handler(): pass".getBytes(StandardCharsets.UTF_8),
        "it is not a zip, or it is cut off");
    byte[] zip = zip("handler.py");
    assertRefused(Arrays.copyOf(zip, zip.length - 1), "it is not a zip, or it is cut off");
    assertRefused(new byte[] {1}, "it is not a zip, or it is cut off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../outside",
        "a/../../outside",
        "a/..",
        "./a",
        "a\\..\\b",
        "C:\\windows"
      })
  void pathsThatLeadOutAreRefused(String path) {
    assertRefused(
        zip("handler.py", path), "the path '" + path + "' is absolute, or has a '.' or '..' in it");
  }

  @Test
  void dotsInNamesLeadNowhere() {
    assertThat(CheckedZip.of(zip("a/..b/c..", ".hidden", "...")).code().unzipped()).isPositive();
  }

  @Test
  void linksAreRefused() {
    byte[] zip = zip("link");
    directory(zip).putShort(4, (short) (3 << 8 | 20)).putInt(38, 0xa1ff << 16);
    assertRefused(zip, "'link' is a link or another special file");
  }

  @Test
  void encryptedFilesAreRefused() {
    byte[] zip = zip("handler.py");
    ByteBuffer entry = directory(zip);
    entry.putShort(8, (short) (entry.getShort(8) | 1));
    assertRefused(zip, "'handler.py' is encrypted");
  }

  /// As `zip` writes it from a pipe, with records for large zips between directory and end.
  @Test
  void recordsForLargeZipsMayStandBehindTheDirectory() {
    byte[] zip =
        Base64.getDecoder()
            .decode(
                "UEsDBC0AAAAAAIYgfl16em/t//////////8BABQALQEAEAADAAAAAAAAAAMAAAAAAAAAaGkKUEsBAh4DLQAA"
                    + "AAAAhiB+XXp6b+0DAAAAAwAAAAEAAAAAAAAAAQAAAIARAAAAAC1QSwYGLAAAAAAAAAAeAy0AAAAAAAAA"
                    + "AAABAAAAAAAAAAEAAAAAAAAALwAAAAAAAAA2AAAAAAAAAFBLBgcAAAAAZQAAAAAAAAABAAAAUEsFBgAA"
                    + "AAABAAEALwAAADYAAAAAAA==");
    assertRefused(zip, "'-' is a link or another special file");
    directory(zip).putShort(40, (short) 0100600);
    assertThat(CheckedZip.of(zip).code().unzipped()).isEqualTo(3);
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putLong(zip.length - 22 - 20 - 8, 0x37);
    assertRefused(zip, "its directory does not end where the zip does");
  }

  /// Who counts from the end would find another directory than who follows the offset.
  @Test
  void nothingStandsBetweenTheDirectoryAndTheEnd() throws IOException {
    byte[] zip = zip("handler.py");
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(zip, 0, zip.length - 22);
    longer.write("more".getBytes(StandardCharsets.UTF_8));
    longer.write(zip, zip.length - 22, 22);
    assertRefused(longer.toByteArray(), "its directory does not end where the zip does");
    zip[zip.length - 10]++;
    assertRefused(zip, "its directory does not end where the zip does");
  }

  @Test
  void otherMethodsThanDeflateAreRefused() {
    byte[] zip = zip("handler.py");
    directory(zip).putShort(10, (short) 14);
    assertRefused(zip, "'handler.py' is compressed by another method than deflate");
  }

  @Test
  void aFileThatIsAlsoAFolderIsRefused() {
    assertRefused(zip("a", "a/b"), "above 'a/b' there is a file of a folder's name");
  }

  @Test
  void pathsThatNoFileSystemHoldsAreRefused() {
    String part = "x".repeat(255);
    assertThat(CheckedZip.of(zip(part + "/" + part)).code().unzipped()).isPositive();
    assertRefused(
        zip(part + "y"),
        "the path '" + "x".repeat(200) + "...' has a name of more than 255 bytes in it");
    assertRefused(
        zip("ä".repeat(128)),
        "the path '" + "ä".repeat(128) + "' has a name of more than 255 bytes in it");
    assertRefused(
        zip("a/".repeat(512) + "b"),
        "the path '" + "a/".repeat(100) + "...' is longer than 1,024 characters");
  }

  @Test
  void foldersThatNobodyNamesAreCountedToo() {
    String[] names = new String[300];
    Arrays.setAll(names, i -> i + "/" + "a/".repeat(500) + "b");
    assertRefused(zip(names), "it has more than 100,000 files and folders");
  }

  @Test
  void namesThatAreNotTextAreRefused() {
    byte[] zip = zip("handler.py");
    directory(zip).put(46, (byte) 0xff);
    assertRefused(zip, "the name of a file in it is not UTF-8");
  }

  @Test
  void aDirectoryThatLiesIsRefused() {
    byte[] farAway = zip("handler.py");
    directory(farAway).putInt(42, farAway.length - 2);
    assertRefused(farAway, "its directory is broken");
    byte[] long1 = zip("handler.py");
    directory(long1).putInt(20, long1.length);
    assertRefused(long1, "it is cut off");
    byte[] short1 = zip("handler.py");
    directory(short1).putInt(20, 3);
    assertRefused(short1, "'handler.py' is cut off");
    byte[] elsewhere = zip("handler.py");
    directory(elsewhere).putInt(42, 1);
    assertRefused(elsewhere, "its directory is broken");
  }

  /// Each would be read again for each name.
  @Test
  void filesThatLieOverEachOtherAreRefused() {
    byte[] zip = zip("handler.py", "other.py");
    directory(zip).putInt(20, zip.length - 1);
    assertRefused(zip, "its files lie over each other");
  }

  @Test
  void brokenFilesAreRefused() {
    byte[] zip = zip("handler.py");
    Arrays.fill(zip, 30 + "handler.py".length(), 30 + "handler.py".length() + 6, (byte) 0xff);
    assertRefused(zip, "'handler.py' is broken");
  }

  @Test
  void aBombIsRefusedAsSoonAsItIsTooLarge() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("zeros"));
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 251; i++) {
        out.write(zeros);
      }
    }
    byte[] zip = bytes.toByteArray();
    assertThat(zip).hasSizeLessThan(1024 * 1024);
    directory(zip).putInt(24, 1);
    assertThatThrownBy(() -> CheckedZip.of(zip))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("Unzipped size must be smaller than 262144000 bytes");
  }

  @Test
  void tooManyFilesAreRefused() {
    String[] names = new String[65_535];
    Arrays.setAll(names, i -> "f" + i);
    assertRefused(zip(names), "it has more than 65,534 files");
  }

  @Test
  void aZipThatIsTooLongIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> CheckedZip.of(new byte[50 * 1024 * 1024 + 1]))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("Zipped size must be smaller than 52428800 bytes");
  }

  /// Whatever byte is changed, a zip is taken or refused: nothing else is thrown.
  @Test
  void everyChangedByteIsEitherTakenOrRefused() {
    byte[] zip = FunctionsFixture.zip(Map.of("a/b.py", "one", "c.py", "two two two two"));
    int taken = 0;
    for (int at = 0; at < zip.length; at++) {
      for (int flip : new int[] {0x01, 0x80, 0xff}) {
        byte[] changed = zip.clone();
        changed[at] ^= (byte) flip;
        taken += isTaken(changed) ? 1 : 0;
      }
    }
    assertThat(taken).isPositive();
  }

  private static boolean isTaken(byte[] zip) {
    try {
      return CheckedZip.of(zip).code().size() == zip.length;
    } catch (InvalidParameterValue refused) {
      return false;
    }
  }
}
