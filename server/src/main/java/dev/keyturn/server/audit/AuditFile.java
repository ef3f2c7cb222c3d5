package dev.keyturn.server.audit;

import java.io.FileDescriptor;
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

/// One file of the log: whole lines of one day, at most so many bytes. One thread appends while
/// another may flush; everything else has it alone.
///
/// Not a channel: an interrupted thread would close it under all others.
final class AuditFile implements AutoCloseable {
  private static final Pattern NAME =
      Pattern.compile("audit-(\\d{4}-\\d\\d-\\d\\d)-(\\d{4,9})\\.jsonl");

  /// More than a record usually has.
  private static final byte[] TRIAL = new byte[4096];

  private final LocalDate day;
  private final int number;
  private final RandomAccessFile file;
  private volatile long end;
  private volatile long flushed;
  private volatile boolean doubtful;

  private AuditFile(LocalDate day, int number, RandomAccessFile file, long end) {
    this.day = day;
    this.number = number;
    this.file = file;
    this.end = end;
    this.flushed = end;
  }

  /// Puts what was written to a file on stable storage.
  @FunctionalInterface
  interface Flushing {
    void flush(FileDescriptor file) throws IOException;
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

  /// The file that follows this one, which is closed. What this one could not flush goes to the
  /// next: the system may have dropped it although it can still be read here.
  AuditFile next(Path folder, LocalDate today, Flushing flushing) throws IOException {
    AuditFile next = today.isAfter(day) ? latest(folder, today) : open(folder, day, number + 1);
    long before = next.end;
    try {
      if (!isSafe(flushing)) {
        byte[] rest = rest();
        next.append(rest, rest.length);
        next.flush(flushing);
      }
      close();
      return next;
    } catch (IOException failure) {
      // Or the next try would write it a second time.
      next.file.setLength(before);
      next.close();
      throw failure;
    }
  }

  /// Whether all of it is on stable storage, after a flush if need be. After one that failed there
  /// is no telling: a second finds nothing to do and says that all is well.
  private boolean isSafe(Flushing flushing) {
    if (end == flushed || doubtful) {
      return !doubtful;
    }
    try {
      flush(flushing);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private byte[] rest() throws IOException {
    byte[] rest = new byte[Math.toIntExact(end - flushed)];
    try {
      file.seek(flushed);
      file.readFully(rest);
      return rest;
    } finally {
      file.seek(end);
    }
  }

  /// Appends whole lines, or nothing. When there are none, it tries whether it could.
  void append(byte[] lines, int length) throws IOException {
    long before = end;
    try {
      if (length == 0) {
        tryOut(before);
      }
      file.write(lines, 0, length);
      end = before + length;
    } catch (IOException partly) {
      file.setLength(before);
      file.seek(before);
      throw partly;
    }
  }

  /// What stands there meanwhile is no whole line: whoever opens the file next would cut it off.
  private void tryOut(long before) throws IOException {
    file.write(TRIAL);
    file.setLength(before);
    file.seek(before);
  }

  void flush(Flushing flushing) throws IOException {
    long covers = end;
    try {
      flushing.flush(file.getFD());
      flushed = covers;
    } catch (IOException failure) {
      doubtful = true;
      throw failure;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
