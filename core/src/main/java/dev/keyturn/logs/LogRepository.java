package dev.keyturn.logs;

import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Throttling;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Rounds;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Finds log groups and streams, and commits changes of them on the revision that they were decided
/// on. Thread-safe.
final class LogRepository {
  private static final int PAGE = 500;
  private static final int DELETED_AT_ONCE = 200;

  private final Store store;
  private final RandomGenerator random;

  LogRepository(Store store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  /// A new id, unique for ever.
  String newId() {
    return "%016x".formatted(random.nextLong()) + "%016x".formatted(random.nextLong());
  }

  Store store() {
    return store;
  }

  Optional<Kept<LogGroup>> group(Home home, String name) {
    return store.get(home.group(name)).map(it -> Kept.of(it, LogGroup.class));
  }

  Optional<Kept<LogStream>> stream(Home home, LogGroup group, String name) {
    DocumentKey key = home.stream(group, name);
    return DocumentKey.storable(key.key())
        ? store.get(key).map(it -> Kept.of(it, LogStream.class))
        : Optional.empty();
  }

  /// All documents of a kind that begin so, in order, page by page.
  <T extends Record> void each(String kind, String prefix, Class<T> type, Consumer<Kept<T>> to) {
    String after = "";
    while (true) {
      List<Document> page = store.scan(kind, prefix, after, PAGE);
      page.forEach(it -> to.accept(Kept.of(it, type)));
      if (page.size() < PAGE) {
        return;
      }
      after = page.getLast().key().key();
    }
  }

  List<Kept<LogStream>> streams(Home home, LogGroup group, String namePrefix) {
    List<Kept<LogStream>> streams = new ArrayList<>();
    String prefix = home.streams(group) + namePrefix;
    if (DocumentKey.storable(prefix)) {
      each(Home.STREAMS, prefix, LogStream.class, streams::add);
    }
    return streams;
  }

  List<LogChunk> chunks(LogStream stream) {
    List<LogChunk> chunks = new ArrayList<>();
    each(Home.CHUNKS, stream.chunks(), LogChunk.class, it -> chunks.add(it.body()));
    return chunks;
  }

  /// Makes what is not there yet.
  ///
  /// @return false when there is one of the name already
  boolean made(DocumentKey key, Record body) {
    return committed(List.of(Write.put(key, Write.ABSENT, body)));
  }

  /// The group of this name, made if it is not there.
  Kept<LogGroup> groupOrNew(Home home, String name, long now) {
    return again(() -> {
      Optional<Kept<LogGroup>> known = group(home, name);
      if (known.isEmpty()) {
        boolean _ = made(home.group(name), newGroup(name, now));
      }
      return known;
    });
  }

  LogGroup newGroup(String name, long now) {
    return new LogGroup(newId(), name, now, Optional.empty(), Optional.empty(), Map.of(), 0);
  }

  /// The stream of this name, made if it is not there.
  Kept<LogStream> streamOrNew(Home home, LogGroup group, String name, long now) {
    return again(() -> {
      Optional<Kept<LogStream>> known = stream(home, group, name);
      if (known.isEmpty()) {
        boolean _ = made(home.stream(group, name), LogStream.empty(newId(), name, now));
      }
      return known;
    });
  }

  /// Changes a group, or refuses when it is not there.
  void change(Home home, String name, UnaryOperator<LogGroup> change) {
    boolean _ =
        again(() -> {
          Kept<LogGroup> before = group(home, name).orElseThrow(LogRepository::noGroup);
          LogGroup after = change.apply(before.body());
          boolean done =
              after.equals(before.body())
                  || committed(List.of(Write.put(before.key(), before.revision(), after)));
          return Optional.of(true).filter(_ -> done);
        });
  }

  /// Deletes a group, and then all that is in it. What a crash leaves behind is seen by nobody.
  void delete(Home home, String name) {
    LogGroup gone =
        again(() -> {
          Kept<LogGroup> group = group(home, name).orElseThrow(LogRepository::noGroup);
          return Optional.of(group.body())
              .filter(_ -> committed(List.of(new Write.Delete(group.key(), group.revision()))));
        });
    streams(home, gone, "").forEach(this::delete);
  }

  /// Deletes a stream: its events first.
  void delete(Kept<LogStream> stream) {
    boolean _ =
        again(() -> {
          dropAll(stream.body());
          Optional<Document> now = store.get(stream.key());
          boolean gone =
              now.filter(it -> isOf(it, stream.body())).isEmpty()
                  || committed(List.of(new Write.Delete(stream.key(), now.get().revision())));
          return Optional.of(true).filter(_ -> gone);
        });
  }

  private static boolean isOf(Document document, LogStream stream) {
    return Kept.of(document, LogStream.class).body().id().equals(stream.id());
  }

  private void dropAll(LogStream stream) {
    List<Write> writes = new ArrayList<>();
    for (LogChunk chunk : chunks(stream)) {
      writes.addAll(deletion(stream, chunk));
      if (writes.size() >= DELETED_AT_ONCE) {
        boolean _ = committed(writes);
        writes.clear();
      }
    }
    boolean _ = writes.isEmpty() || committed(writes);
  }

  static List<Write> deletion(LogStream stream, LogChunk chunk) {
    return List.of(
        new Write.Delete(stream.chunk(chunk.from()), Write.ANY),
        new Write.DeletePayload(chunk.payload()));
  }

  /// Tries until it succeeds.
  ///
  /// @param attempt empty when somebody else was faster
  /// @throws Throttling when others were faster too often
  static <T> T again(Supplier<Optional<T>> attempt) {
    return Rounds.until(attempt, () -> new Throttling("Rate exceeded"));
  }

  boolean committed(List<Write> writes) {
    return store.committed(writes);
  }

  static ResourceNotFound noGroup() {
    return new ResourceNotFound("The specified log group does not exist.");
  }

  static ResourceNotFound noStream() {
    return new ResourceNotFound("The specified log stream does not exist.");
  }
}
