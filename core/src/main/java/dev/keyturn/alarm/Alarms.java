package dev.keyturn.alarm;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The alarms that are raised, each in a document that is due until it was told. So an alarm is
/// told once when it begins and once when it is over, by one of all processes on the store, however
/// often they die; and there are never more than conditions. Thread-safe.
///
/// Whoever changes one at the same time as somebody else loses, and finds the other's change when
/// it looks the next time.
public final class Alarms {
  private static final String KIND = "alarm";
  private static final int PAGE = 500;

  private final Store store;

  public Alarms(Store store) {
    this.store = store;
  }

  /// An alarm that is to be told now, and nobody else tells it meanwhile.
  public record Claimed(Alarm alarm, Document document) {}

  /// Raises an alarm, unless it is raised already.
  public void raise(Alarm alarm) {
    Optional<Document> found = store.get(key(alarm.key()));
    if (found.map(Alarms::read).filter(it -> it.event() == Event.RAISED).isEmpty()) {
      put(alarm, found.map(Document::revision).orElse(Write.ABSENT));
    }
  }

  /// Clears an alarm, if it is raised. Of what nobody was told nothing is said.
  public void clear(Cause cause, String subject, Instant now) {
    Optional<Document> found = store.get(key(Alarm.key(cause, subject)));
    found.ifPresent(document -> {
      Alarm alarm = read(document);
      if (document.fence() == 0) {
        commit(new Write.Delete(document.key(), document.revision()));
      } else if (alarm.event() == Event.RAISED) {
        put(alarm.cleared(now), document.revision());
      }
    });
  }

  private void put(Alarm alarm, long expected) {
    // Whoever is telling the one before keeps its claim: what follows is told after it.
    commit(new Write.Put(key(alarm.key()), expected, Json.write(alarm), alarm.due(), Lease.KEEP));
  }

  /// All alarms that are raised.
  List<Alarm> raised() {
    return all().stream().map(Alarms::read).filter(alarm -> alarm.event() == Event.RAISED).toList();
  }

  /// How many nobody was told of yet.
  int untold() {
    return (int) all().stream().filter(document -> document.due().isPresent()).count();
  }

  private List<Document> all() {
    List<Document> all = new ArrayList<>();
    List<Document> page;
    do {
      page = store.scan(KIND, "", all.isEmpty() ? "" : all.getLast().key().key(), PAGE);
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }

  /// The next that is to be told; empty: none now.
  public Optional<Claimed> claim(Instant now, Duration lease) {
    if (store.nextDue(KIND, now).filter(due -> !due.isAfter(now)).isEmpty()) {
      return Optional.empty();
    }
    return store.claimDue(KIND, now, lease, 1).stream()
        .map(document -> new Claimed(read(document), document))
        .findFirst();
  }

  /// It was told.
  public void told(Claimed claimed) {
    long revision = claimed.document.revision();
    commit(
        switch (claimed.alarm.event()) {
          case RAISED -> again(claimed.alarm, revision, Optional.empty());
          case CLEARED -> new Write.Delete(claimed.document.key(), revision);
        });
  }

  /// It could not be told, and is to be tried again then.
  public void postponed(Claimed claimed, Instant until) {
    commit(again(claimed.alarm.triedInVain(), claimed.document.revision(), Optional.of(until)));
  }

  private static Write again(Alarm alarm, long revision, Optional<Instant> due) {
    return new Write.Put(key(alarm.key()), revision, Json.write(alarm), due, Lease.RELEASE);
  }

  private void commit(Write write) {
    // Where somebody else changed it meanwhile, the next look is at that.
    boolean _ = store.committed(List.of(write));
  }

  private static DocumentKey key(String text) {
    return new DocumentKey(KIND, text);
  }

  private static Alarm read(Document document) {
    return Json.read(document.body(), Alarm.class);
  }
}
