package dev.keyturn.lambda;

import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Remembered;
import dev.keyturn.store.Rounds;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Finds functions with their versions, and commits changes of them on the revision that they were
/// decided on. Thread-safe.
final class FunctionRepository {
  private static final int PAGE = 500;

  private final Store store;
  private final RandomGenerator random;
  private final BuiltInDocuments builtIns;
  private final Remembered<DocumentKey, Parsed> parsed = new Remembered<>(8);

  /// @param random a generator fit for cryptography
  FunctionRepository(Store store, RandomGenerator random, BuiltIns builtIns) {
    this.store = store;
    this.random = random;
    this.builtIns = new BuiltInDocuments(builtIns);
  }

  /// A RevisionId.
  String newRevision() {
    long most = (random.nextLong() & ~0xf000L) | 0x4000L;
    long least = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(most, least).toString();
  }

  /// A new id, unique for ever.
  String newId() {
    return "%016x".formatted(random.nextLong()) + "%016x".formatted(random.nextLong());
  }

  Store store() {
    return store;
  }

  <T extends Record> Optional<Kept<T>> get(DocumentKey key, Class<T> type) {
    return DocumentKey.storable(key.key())
        ? store.get(key).map(it -> Kept.of(it, type))
        : Optional.empty();
  }

  /// Some documents that begin so, in order.
  ///
  /// @param after the key that was the last one before; empty for the first page
  <T extends Record> List<Kept<T>> page(
      String kind, String prefix, String after, int limit, Class<T> type) {
    List<Kept<T>> found = new ArrayList<>();
    String last = after;
    while (found.size() < limit) {
      List<Document> page = store.scan(kind, prefix, last, Math.min(PAGE, limit - found.size()));
      page.forEach(it -> found.add(Kept.of(it, type)));
      if (page.isEmpty()) {
        break;
      }
      last = page.getLast().key().key();
    }
    return found;
  }

  /// All documents that begin so, in order.
  <T extends Record> List<Kept<T>> all(String kind, String prefix, Class<T> type) {
    return page(kind, prefix, "", Integer.MAX_VALUE, type);
  }

  /// What a document says.
  private record Parsed(Document document, Kept<Function> function) {}

  Optional<Kept<Function>> function(Home home, String name) {
    return stored(home, name).map(this::read).or(() -> builtIns.function(home, name));
  }

  /// Whether somebody has made it, or changed one that is built in.
  boolean isStored(Home home, String name) {
    return stored(home, name).isPresent();
  }

  private Optional<Document> stored(Home home, String name) {
    DocumentKey key = home.function(name);
    return DocumentKey.storable(key.key()) ? store.get(key) : Optional.empty();
  }

  /// A rotation asks for its function many times.
  private Kept<Function> read(Document document) {
    Parsed known = parsed.get(document.key());
    if (known != null && known.document.equals(document)) {
      return known.function;
    }
    Kept<Function> function = Kept.of(document, Function.class);
    parsed.put(document.key(), new Parsed(document, function));
    return function;
  }

  /// All functions of an account in a region, by name, those that are built in among them.
  List<Kept<Function>> functions(Home home) {
    SortedMap<String, Kept<Function>> byName = new TreeMap<>();
    builtIns.functions(home).forEach(it -> byName.put(it.body().name(), it));
    all(Home.FUNCTIONS, home.prefix(), Function.class)
        .forEach(it -> byName.put(it.body().name(), it));
    return List.copyOf(byName.values());
  }

  /// Some of them, as [#functions] gives them.
  ///
  /// @param after the name that was the last one before; empty for the first page
  List<Kept<Function>> functions(Home home, String after, int limit) {
    SortedMap<String, Kept<Function>> byName = new TreeMap<>();
    builtIns.functions(home).forEach(it -> byName.put(it.body().name(), it));
    page(Home.FUNCTIONS, home.prefix(), home.function(after).key(), limit, Function.class)
        .forEach(it -> byName.put(it.body().name(), it));
    return byName.tailMap(after).values().stream()
        .filter(it -> !it.body().name().equals(after))
        .limit(limit)
        .toList();
  }

  /// A published version.
  Optional<Configuration> version(Home home, Function function, long number) {
    return get(home.version(function.id(), number), Configuration.class).map(Kept::body);
  }

  /// All published versions, the first one first.
  List<Configuration> versions(Home home, Function function) {
    return all(Home.VERSIONS, home.versions(function.id()), Configuration.class).stream()
        .map(Kept::body)
        .toList();
  }

  /// Changes a function as it stands when the change is made, or refuses when it is not there.
  ///
  /// @return the function as it is after it
  Function change(FoundFunction found, UnaryOperator<Function> change) {
    return again(() -> {
      Kept<Function> before =
          function(found.home(), found.name()).orElseThrow(found::absentFunction);
      Function after = change.apply(before.body());
      boolean done =
          after.equals(before.body())
              || committed(List.of(Write.put(before.key(), before.revision(), after)));
      return Optional.of(after).filter(_ -> done);
    });
  }

  /// Tries until it succeeds.
  ///
  /// @param attempt empty when somebody else was faster
  /// @throws ResourceConflict when others were faster too often
  static <T> T again(Supplier<Optional<T>> attempt) {
    return Rounds.until(
        attempt, () -> new ResourceConflict("The function is being changed by others. Try again."));
  }

  boolean committed(List<Write> writes) {
    return store.committed(writes);
  }
}
