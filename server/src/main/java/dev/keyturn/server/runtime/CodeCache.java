package dev.keyturn.server.runtime;

import dev.keyturn.function.CodeArchive;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/// Unpacked code, shared by the instances that run it. What nobody uses stays for a while, because
/// unpacking costs more than the start of a process. Thread-safe.
final class CodeCache {
  private static final int UNUSED_KEPT = 32;

  private final Path folder;
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<String, FutureTask<Path>> unpacked = new LinkedHashMap<>();

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

  /// Unpacks archives over each other, later ones on top. Whoever wants the same waits for whoever
  /// came first, and nobody for anything else.
  Use open(List<CodeArchive> archives) throws IOException {
    String key =
        archives.isEmpty()
            ? "nothing"
            : archives.stream().map(CodeArchive::sha256).collect(Collectors.joining("+"));
    FutureTask<Path> place = enter(key, archives);
    place.run();
    try {
      return new Use(place.get(), () -> release(key));
    } catch (ExecutionException failed) {
      forget(key, place);
      throw failed.getCause() instanceof IOException why
          ? new IOException(why.getMessage(), failed)
          : new IOException("Its code cannot be unpacked", failed);
    } catch (InterruptedException _) {
      release(key);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Waiting for code to be unpacked was interrupted");
    }
  }

  private synchronized FutureTask<Path> enter(String key, List<CodeArchive> archives) {
    FutureTask<Path> known = unpacked.remove(key);
    FutureTask<Path> place = known == null ? new FutureTask<>(() -> unpack(archives)) : known;
    // At the end of the order: the first ones are those that were opened longest ago.
    unpacked.put(key, place);
    users.merge(key, 1, Integer::sum);
    return place;
  }

  private synchronized void forget(String key, FutureTask<Path> failed) {
    if (unpacked.remove(key, failed)) {
      users.remove(key);
    }
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

  private void release(String key) {
    for (FutureTask<Path> old : leave(key)) {
      Folders.delete(old.resultNow());
    }
  }

  /// @return what is too much of what nobody uses any more
  private synchronized List<FutureTask<Path>> leave(String key) {
    users.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    List<String> unused = new ArrayList<>(unpacked.keySet());
    unused.removeAll(users.keySet());
    List<FutureTask<Path>> old = new ArrayList<>();
    for (String each : unused.subList(0, Math.max(0, unused.size() - UNUSED_KEPT))) {
      FutureTask<Path> place = unpacked.remove(each);
      if (place != null && place.state() == Future.State.SUCCESS) {
        old.add(place);
      }
    }
    return old;
  }
}
