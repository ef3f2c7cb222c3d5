package dev.keyturn.server.masterkey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The master key in a file that only its owner may read.
public final class MasterKeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private final Path path;

  public MasterKeyFile(Path path) {
    this.path = path;
  }

  /// The key; empty when there is no file.
  Optional<MasterKeyText> read() {
    try {
      refuseReadableByOthers();
      return Optional.of(MasterKeyText.parse("the file " + path, Files.readString(path)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new MasterKeyUnavailable(
          "The master key's file %s cannot be read (%s). Let the user that runs the server own it."
              .formatted(path, unreadable.getClass().getSimpleName()));
    }
  }

  private void refuseReadableByOthers() throws IOException {
    Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
    open.addAll(Files.getPosixFilePermissions(path));
    open.retainAll(OTHERS);
    if (!open.isEmpty()) {
      throw new MasterKeyUnavailable(
          "The master key's file %s may be used by others than its owner. Run: chmod 600 %s"
              .formatted(path, path));
    }
  }

  /// Writes a key where none is, durably. The file appears whole or not at all: a start that is
  /// killed here leaves nothing that the next one would take for a key.
  public void create(MasterKeyText key) {
    Path absolute = path.toAbsolutePath();
    Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
    Path draft = absolute.resolveSibling(absolute.getFileName() + ".new");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(draft);
      write(draft, key);
      Files.createLink(absolute, draft);
      Files.delete(draft);
      try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
    } catch (FileAlreadyExistsException _) {
      throw new MasterKeyUnavailable(
          "The master key's file " + path + " appeared while it was being made. Start again.");
    } catch (IOException unwritable) {
      throw new MasterKeyUnavailable(
          "The master key's file %s cannot be made (%s). Choose another place with --master-key-file."
              .formatted(path, unwritable.getClass().getSimpleName()));
    }
  }

  private static void write(Path draft, MasterKeyText key) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer line = ByteBuffer.wrap(key.revealLine().getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(true);
    }
  }
}
