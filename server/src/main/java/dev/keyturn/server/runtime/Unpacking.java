package dev.keyturn.server.runtime;

import dev.keyturn.function.CodeArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Writes what a zip holds into a folder. Archives were checked when they were uploaded; what would
/// leave the folder, or be more than was allowed then, is refused here once more. Of the modes in
/// the zip only "may be executed" counts; links come out as files.
final class Unpacking {
  /// AWS's limits are 250 MB for code and layers together; a little more room for what was checked
  /// in another way.
  private static final long MOST_BYTES = 300L * 1024 * 1024;

  private static final int MOST_ENTRIES = 100_000;

  private final Path folder;
  private long bytes;
  private int entries;

  Unpacking(Path folder) {
    this.folder = folder;
  }

  void unpack(CodeArchive archive) throws IOException {
    Path zip = Files.createTempFile("keyturn-", ".zip");
    try {
      try (InputStream in = archive.open()) {
        Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
      }
      // The zip's own permissions are seen only through its file system.
      try (FileSystem files =
          FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
        for (Path root : files.getRootDirectories()) {
          try (Stream<Path> all = Files.walk(root)) {
            for (Path entry : (Iterable<Path>) all::iterator) {
              write(root, entry);
            }
          }
        }
      }
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  private void write(Path root, Path entry) throws IOException {
    Path target = folder.resolve(root.relativize(entry).toString()).normalize();
    if (!target.startsWith(folder) || ++entries > MOST_ENTRIES) {
      throw new IOException("The code archive leaves its folder or has too many files");
    }
    if (Files.isDirectory(entry)) {
      Files.createDirectories(target);
      return;
    }
    Files.deleteIfExists(target);
    try (InputStream in = Files.newInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      copy(in, out);
    }
    boolean runs =
        target.equals(folder.resolve("bootstrap"))
            || Files.getPosixFilePermissions(entry).contains(PosixFilePermission.OWNER_EXECUTE);
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(runs ? "r-xr-xr-x" : "r--r--r--"));
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      bytes += length;
      if (bytes > MOST_BYTES) {
        throw new IOException("The code archive is larger than " + MOST_BYTES + " bytes");
      }
      out.write(buffer, 0, length);
    }
  }

  /// Makes the folders unwritable.
  static Path seal(Path folder) throws IOException {
    Set<PosixFilePermission> sealed = PosixFilePermissions.fromString("r-xr-xr-x");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        Files.setPosixFilePermissions(each, sealed);
      }
    }
    return folder;
  }
}
