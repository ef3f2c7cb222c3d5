package dev.keyturn.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A folder that one process owns while it is open. The folder is made readable by its owner only,
/// and so is every file in it, also where they were there before with wider permissions.
final class DataFolder implements AutoCloseable {
  /// Closing any channel of a file drops the process's locks on it, so a second opening within one
  /// process must not get as far as the file.
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  static final String DATABASE = "keyturn.db";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;
  private final FileChannel lock;

  private DataFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// @throws StoreRefused when another process has it, or it cannot be made or written
  static DataFolder open(Path path) {
    try {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      var folder = path.toRealPath();
      refuseForeign(folder);
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
      if (!OPEN_HERE.add(folder)) {
        throw inUse(folder, "this process");
      }
      try {
        return new DataFolder(folder, lock(folder));
      } catch (IOException | RuntimeException e) {
        OPEN_HERE.remove(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreRefused(
          "The data folder %s cannot be used (%s). Name one that the server's user owns with --data."
              .formatted(path, e.getClass().getSimpleName()),
          e);
    }
  }

  /// A folder that others use for other things, such as `/tmp`, is not ours to close to them.
  private static void refuseForeign(Path folder) throws IOException {
    if (Files.exists(folder.resolve(DATABASE))
        || Files.getPosixFilePermissions(folder).equals(OWNER_ONLY)) {
      return;
    }
    try (var files = Files.list(folder)) {
      if (files.anyMatch(file -> !file.endsWith("lost+found"))) {
        throw new StoreRefused(
            "The data folder %s holds other things and no store. Name a folder of its own with --data."
                .formatted(folder));
      }
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    var file = privateFile(folder.resolve("lock"));
    var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      try (channel) {
        throw inUse(folder, "process " + Files.readString(file).strip());
      }
    }
    channel.truncate(0);
    var pid = ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    return channel;
  }

  private static StoreRefused inUse(Path folder, String owner) {
    return new StoreRefused(
        "The data folder %s is in use by %s. Stop it first, or choose another folder with --data."
            .formatted(folder, owner));
  }

  /// A file of the folder, made if need be before anything is written to it.
  Path file(String name) throws IOException {
    return privateFile(folder.resolve(name));
  }

  private static Path privateFile(Path file) throws IOException {
    try {
      return Files.createFile(file, permissions("rw-------"));
    } catch (FileAlreadyExistsException _) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("The lock of " + folder + " cannot be given up", e);
    } finally {
      OPEN_HERE.remove(folder);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
