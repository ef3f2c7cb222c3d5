package dev.keyturn.server.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One file of the log: whole lines of one day, at most so many bytes. Not thread-safe.
///
/// Not a channel: an interrupted thread would close it under all others.
final class AuditFile implements AutoCloseable {
  private static final Pattern NAME =
      Pattern.compile("audit-(\\d{4}-\\d\\d-\\d\\d)-(\\d{4,9})\\.jsonl");

  private final LocalDate day;
  private final int number;
  private final RandomAccessFile file;
  private long end;

  private AuditFile(LocalDate day, int number, RandomAccessFile file, long end) {
    this.day = day;
    this.number = number;
    this.file = file;
    this.end = end;
  }

  /// The last file of a day, or its first.
  static AuditFile latest(Path folder, LocalDate day) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      int number =
          files
              .flatMap(file -> numberOf(file, day).stream())
              .max(Comparator.naturalOrder())
              .orElse(1);
      return open(folder, day, number);
    }
  }

  private static Optional<Integer> numberOf(Path file, LocalDate day) {
    Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() && matcher.group(1).equals(day.toString())
        ? Optional.of(Integer.parseInt(matcher.group(2)))
        : Optional.empty();
  }

  private static AuditFile open(Path folder, LocalDate day, int number) throws IOException {
    Path path = folder.resolve("audit-%s-%04d.jsonl".formatted(day, number));
    if (!Files.exists(path)) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    long end = endOfWholeLines(file);
    file.setLength(end);
    file.seek(end);
    return new AuditFile(day, number, file, end);
  }

  /// A process that died while it wrote may have left half a line, which nobody was told is there.
  private static long endOfWholeLines(RandomAccessFile file) throws IOException {
    for (long at = file.length(); at > 0; at--) {
      file.seek(at - 1);
      if (file.read() == '\n') {
        return at;
      }
    }
    return 0;
  }

  /// Whether a day's next lines belong in another file, because this is of another day or full.
  boolean isOver(LocalDate today, long mostBytes) {
    return today.isAfter(day) || end >= mostBytes;
  }

  /// The file that follows this one. Closes this one, when all of it is on stable storage.
  AuditFile next(Path folder, LocalDate today) throws IOException {
    AuditFile next = today.isAfter(day) ? latest(folder, today) : open(folder, day, number + 1);
    force();
    close();
    return next;
  }

  /// Appends whole lines, or nothing.
  void append(byte[] lines, int length) throws IOException {
    try {
      file.write(lines, 0, length);
      end += length;
    } catch (IOException partly) {
      file.setLength(end);
      file.seek(end);
      throw partly;
    }
  }

  void force() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
