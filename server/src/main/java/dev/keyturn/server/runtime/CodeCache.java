package dev.keyturn.server.runtime;

import dev.keyturn.function.CodeArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Unpacked code, shared by the instances that run it. What nobody uses stays for a while, because
/// unpacking costs more than the start of a process. Thread-safe.
final class CodeCache {
  private static final int UNUSED_KEPT = 32;

  private final Path folder;
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<String, Path> unpacked = new LinkedHashMap<>();

  /// @param folder empty, and nobody else's
  CodeCache(Path folder) {
    this.folder = folder;
  }

  /// Unpacked archives, one over the other, for as long as they are needed.
  record Use(Path folder, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /// Unpacks archives over each other, later ones on top.
  synchronized Use open(List<CodeArchive> archives) throws IOException {
    String key =
        archives.isEmpty()
            ? "nothing"
            : archives.stream().map(CodeArchive::sha256).collect(Collectors.joining("+"));
    Path place = unpacked.remove(key);
    if (place == null) {
      place = unpack(archives);
    }
    // At the end of the order: the first ones are those that were opened longest ago.
    unpacked.put(key, place);
    users.merge(key, 1, Integer::sum);
    return new Use(place, () -> release(key));
  }

  private Path unpack(List<CodeArchive> archives) throws IOException {
    Path place = Files.createTempDirectory(folder, "code-");
    try {
      for (CodeArchive archive : archives) {
        new Unpacking(place).unpack(archive);
      }
      return Unpacking.seal(place);
    } catch (IOException | RuntimeException failed) {
      Folders.delete(place);
      throw failed;
    }
  }

  private synchronized void release(String key) {
    users.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    List<String> unused = new ArrayList<>(unpacked.keySet());
    unused.removeAll(users.keySet());
    for (String old : unused.subList(0, Math.max(0, unused.size() - UNUSED_KEPT))) {
      Path place = unpacked.remove(old);
      if (place != null) {
        Folders.delete(place);
      }
    }
  }
}
