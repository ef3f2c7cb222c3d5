package dev.keyturn.lambda;

import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Events that were claimed and are not worked on yet. Each function has its turn after all others
/// that have events, and no more than so many at work: one that is slow holds up nobody else.
/// Thread-safe.
final class Turns {
  private final int most;

  /// Whose turn it is stands first.
  private final Map<String, SequencedMap<DocumentKey, Document>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> working = new HashMap<>();

  /// @param most how many of one function may be at work
  Turns(int most) {
    this.most = most;
  }

  /// An event that is to be worked on.
  record Turn(String function, Document claimed) {}

  /// Takes an event in, in place of an earlier claim on it.
  synchronized void add(Document claimed) {
    waiting
        .computeIfAbsent(function(claimed.key()), _ -> new LinkedHashMap<>())
        .put(claimed.key(), claimed);
  }

  private static String function(DocumentKey event) {
    return event.key().substring(0, event.key().lastIndexOf('/'));
  }

  /// Gives the next event out; [#done] is to be called for it.
  synchronized Optional<Turn> next() {
    for (Map.Entry<String, SequencedMap<DocumentKey, Document>> each : waiting.entrySet()) {
      if (working.getOrDefault(each.getKey(), 0) < most) {
        return Optional.of(give(each.getKey(), each.getValue()));
      }
    }
    return Optional.empty();
  }

  private Turn give(String function, SequencedMap<DocumentKey, Document> events) {
    Document first = events.sequencedValues().removeFirst();
    waiting.remove(function);
    if (!events.isEmpty()) {
      waiting.put(function, events);
    }
    working.merge(function, 1, Integer::sum);
    return new Turn(function, first);
  }

  synchronized void done(Turn turn) {
    working.computeIfPresent(turn.function(), (_, count) -> count == 1 ? null : count - 1);
  }

  /// How many are not worked on yet.
  synchronized int size() {
    return waiting.values().stream().mapToInt(Map::size).sum();
  }
}
