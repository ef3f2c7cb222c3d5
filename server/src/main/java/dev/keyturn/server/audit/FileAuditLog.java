package dev.keyturn.server.audit;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log in files of JSON lines, readable by their owner only.
///
/// Whoever comes first writes what all who wait have brought, in one call of the operating system;
/// so do flushes. Nobody hands work to another thread, which would cost a read of a secret more
/// than the write itself.
public final class FileAuditLog implements AuditLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditLog.class);
  private static final long FILE_BYTES = 256L * 1024 * 1024;
  private static final int BUFFER_BYTES = 16 * 1024 * 1024;

  private final Path folder;
  private final InstantSource clock;
  private final long fileBytes;
  private final AuditBacklog backlog;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private AuditFile file;
  private Batch batch = new Batch();
  private boolean writing;
  private boolean forcing;
  private long written;
  private long forced;

  private FileAuditLog(Path folder, InstantSource clock, long fileBytes, AuditFile file) {
    this.folder = folder;
    this.clock = clock;
    this.fileBytes = fileBytes;
    this.file = file;
    this.backlog = new AuditBacklog(BUFFER_BYTES);
  }

  /// Opens the log in a folder, which is made when it does not exist.
  ///
  /// @throws AuditUnavailable when it cannot be written
  public static FileAuditLog open(Path folder, InstantSource clock) {
    return open(folder, clock, FILE_BYTES);
  }

  static FileAuditLog open(Path folder, InstantSource clock, long fileBytes) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new FileAuditLog(folder, clock, fileBytes, AuditFile.latest(folder, today(clock)));
    } catch (IOException unwritable) {
      throw new AuditUnavailable(
          "The audit log in %s cannot be written (%s): let the server's user own it."
              .formatted(folder, unwritable.getClass().getSimpleName()),
          unwritable);
    }
  }

  private static LocalDate today(InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// What several callers bring to one write.
  private static final class Batch {
    private final Lines lines = new Lines();
    private boolean done;
    private @Nullable IOException failure;
  }

  /// Its bytes can be taken without copying them.
  private static final class Lines extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }

  @Override
  public void write(AuditEvent event) {
    append(CloudTrailRecord.lineOf(event));
  }

  @Override
  public void writeOrBuffer(AuditEvent event) {
    byte[] line = CloudTrailRecord.lineOf(event);
    try {
      append(line);
    } catch (AuditUnavailable unavailable) {
      backlog.keep(line, unavailable);
    }
  }

  private void append(byte[] line) {
    lock.lock();
    try {
      Batch mine = batch;
      mine.lines.writeBytes(line);
      while (!mine.done) {
        if (writing) {
          progress.awaitUninterruptibly();
        } else {
          lead(mine);
        }
      }
      if (mine.failure != null) {
        throw new AuditUnavailable("The audit log cannot be written", mine.failure);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes a batch, and before it what had to wait, with the lock given away meanwhile, so that
  /// the next batch gathers.
  private void lead(Batch mine) {
    batch = new Batch();
    writing = true;
    try {
      turnFile();
      lock.unlock();
      try {
        backlog.writeTo(file);
        file.append(mine.lines.array(), mine.lines.size());
      } finally {
        lock.lock();
      }
      written++;
    } catch (IOException failure) {
      mine.failure = failure;
    } finally {
      mine.done = true;
      writing = false;
      progress.signalAll();
    }
  }

  /// Only a file that is closed has to wait for a flush in progress: to others lines are appended
  /// meanwhile, or each read would wait for the disk behind each write.
  private void turnFile() throws IOException {
    LocalDate today = today(clock);
    if (!file.isOver(today, fileBytes)) {
      return;
    }
    while (forcing) {
      progress.awaitUninterruptibly();
    }
    file = file.next(folder, today);
  }

  @Override
  public void force() {
    lock.lock();
    try {
      long wanted = written;
      while (forced < wanted) {
        if (forcing) {
          progress.awaitUninterruptibly();
        } else {
          leadForce();
        }
      }
    } catch (IOException failure) {
      throw new AuditUnavailable("The audit log cannot be flushed", failure);
    } finally {
      lock.unlock();
    }
  }

  private void leadForce() throws IOException {
    forcing = true;
    long covers = written;
    AuditFile current = file;
    lock.unlock();
    try {
      current.force();
    } finally {
      lock.lock();
      forcing = false;
      progress.signalAll();
    }
    forced = Math.max(forced, covers);
  }

  /// How many bytes of records wait for the log to become writable again.
  public long backlogBytes() {
    return backlog.bytes();
  }

  /// Writes what waits, if it can. False when records still wait.
  public boolean catchUp() {
    try {
      if (backlog.bytes() > 0) {
        append(new byte[0]);
      }
      return true;
    } catch (AuditUnavailable _) {
      return false;
    }
  }

  /// Writes what waits, and closes the file whether or not that succeeded.
  ///
  /// @throws AuditUnavailable when it did not
  @Override
  public void close() {
    try {
      if (backlog.bytes() > 0) {
        append(new byte[0]);
      }
      force();
    } finally {
      closeFile();
    }
  }

  private void closeFile() {
    lock.lock();
    try {
      file.close();
    } catch (IOException failure) {
      LOG.warn("The audit log could not be closed", failure);
    } finally {
      lock.unlock();
    }
  }
}
