package dev.keyturn.server.audit;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditUnavailable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log in files of JSON lines, readable by their owner only. See [SharedFile] for how
/// many callers write at a time.
public final class FileAuditLog implements AuditLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditLog.class);
  private static final long FILE_BYTES = 256L * 1024 * 1024;
  private static final int BUFFER_BYTES = 16 * 1024 * 1024;

  private final AuditBacklog backlog = new AuditBacklog(BUFFER_BYTES);
  private final SharedFile file;
  private volatile boolean unwritable;

  private FileAuditLog(SharedFile.Place place) throws IOException {
    this.file = new SharedFile(place, backlog::writeTo);
  }

  /// Opens the log in a folder, which is made when it does not exist.
  ///
  /// @throws AuditUnavailable when it cannot be written
  public static FileAuditLog open(Path folder, InstantSource clock) {
    return open(new SharedFile.Place(folder, clock, FILE_BYTES, FileDescriptor::sync));
  }

  static FileAuditLog open(SharedFile.Place place) {
    try {
      if (!Files.isDirectory(place.folder())) {
        Files.createDirectories(
            place.folder(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new FileAuditLog(place);
    } catch (IOException unwritable) {
      throw new AuditUnavailable(
          "The audit log in %s cannot be written (%s): let the server's user own it."
              .formatted(place.folder(), unwritable.getClass().getSimpleName()),
          unwritable);
    }
  }

  @Override
  public void write(AuditEvent event) {
    append(CloudTrailRecord.lineOf(event));
  }

  @Override
  public void writeOrBuffer(AuditEvent event) {
    Lines line = CloudTrailRecord.lineOf(event);
    try {
      append(line);
    } catch (AuditUnavailable unavailable) {
      backlog.keep(line, unavailable);
    }
  }

  private void append(Lines lines) {
    try {
      file.append(lines);
      unwritable = false;
    } catch (IOException failure) {
      unwritable = true;
      throw new AuditUnavailable("The audit log cannot be written", failure);
    }
  }

  @Override
  public Flush flush() {
    SharedFile.Ticket begun = file.flush();
    return () -> {
      try {
        begun.await();
      } catch (IOException unflushed) {
        throw new AuditUnavailable("The audit log cannot be flushed", unflushed);
      }
    };
  }

  /// How many bytes of records wait for the log to become writable again.
  public long backlogBytes() {
    return backlog.bytes();
  }

  /// Writes what waits, if it can; and tries whether it can when the last record could not be
  /// written. False when records still wait, for the file or for its flush, or would have to.
  public boolean catchUp() {
    try {
      if (unwritable || backlog.bytes() > 0 || !file.isSound()) {
        append(new Lines());
      }
      return true;
    } catch (AuditUnavailable _) {
      return false;
    }
  }

  /// Writes and flushes what waits, and closes the file whether or not that succeeded.
  ///
  /// @throws AuditUnavailable when it did not
  @Override
  public void close() {
    try {
      if (backlog.bytes() > 0) {
        append(new Lines());
      }
      flush().await();
    } finally {
      closeFile();
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException failure) {
      LOG.warn("The audit log could not be closed", failure);
    }
  }
}
