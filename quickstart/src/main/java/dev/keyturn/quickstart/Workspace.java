package dev.keyturn.quickstart;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The temporary folder of one run: nobody else may look into it (mode 0700), its files have mode
/// 0600, and closing it deletes everything.
final class Workspace implements AutoCloseable {
  private final Path root;

  private Workspace(Path root) {
    this.root = root;
  }

  static Workspace create() throws IOException {
    return new Workspace(
        Files.createTempDirectory("keyturn-quickstart-", asFileAttribute(fromString("rwx------"))));
  }

  Path root() {
    return root;
  }

  Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name), asFileAttribute(fromString("rwx------")));
  }

  /// A new file with this content, which only its owner may read.
  Path file(String name, String content) throws IOException {
    Path file = Files.createFile(root.resolve(name), asFileAttribute(fromString("rw-------")));
    return Files.writeString(file, content);
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(root)) {
      Files.walkFileTree(root, new Delete());
    }
  }

  private static final class Delete extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException vanished) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
