package dev.keyturn.acceptance.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Everything that programs and databases of this run wrote, kept until the end, and every secret
/// value that went through them.
public final class Evidence {
  private static final Path ROOT = emptied(Path.of(System.getProperty("keyturn.evidence")));
  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

  private Evidence() {}

  /// Where this run keeps what was written.
  public static Path root() {
    return ROOT;
  }

  /// A new folder under the root.
  public static Path folder(String name) {
    try {
      return Files.createDirectories(ROOT.resolve(name));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Remembers a value that must not be found anywhere, and returns it.
  public static String secret(String value) {
    if (value.length() < 12) {
      throw new IllegalArgumentException("Too short to be told from chance in a search");
    }
    SECRETS.add(value);
    return value;
  }

  /// All secret values so far.
  public static Set<String> secrets() {
    return Set.copyOf(SECRETS);
  }

  private static Path emptied(Path root) {
    try {
      if (Files.exists(root)) {
        try (Stream<Path> old = Files.walk(root)) {
          for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
      return Files.createDirectories(root).toAbsolutePath();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
