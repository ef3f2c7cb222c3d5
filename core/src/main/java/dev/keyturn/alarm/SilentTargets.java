package dev.keyturn.alarm;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.store.DocumentKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Targets that do not answer. Each has one alarm for all its secrets. Thread-safe.
final class SilentTargets {
  /// After which time without any try nothing more is known of a target.
  private static final Duration FORGOTTEN = Duration.ofHours(2);

  private static final int LONGEST = 300;

  private final Map<String, Silence> silent = new ConcurrentHashMap<>();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  private record Silence(Instant heard, String text) {}

  /// It did not answer, again.
  void heardNothing(String target, String text, Instant now) {
    String name = named(target);
    answered.remove(name);
    silent.put(name, new Silence(now, text));
  }

  /// It answered. True when it did not before.
  boolean heard(String target) {
    String name = named(target);
    answered.add(name);
    return silent.remove(name) != null;
  }

  boolean contains(String target) {
    return silent.containsKey(named(target));
  }

  int size() {
    return silent.size();
  }

  /// What an earlier process said of targets holds until something else is heard of them.
  void adopt(List<Alarm> raised, Instant now) {
    raised.stream()
        .filter(alarm -> alarm.cause() == Cause.TARGET_SILENT)
        .filter(alarm -> !answered.contains(alarm.subject()))
        .forEach(alarm -> silent.putIfAbsent(alarm.subject(), new Silence(now, alarm.text())));
  }

  /// Says what was heard.
  void tell(Alarms alarms, Instant now) {
    silent.entrySet().stream()
        .filter(entry -> entry.getValue().heard().plus(FORGOTTEN).isBefore(now))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::heard);
    for (String target : List.copyOf(answered)) {
      answered.remove(target);
      alarms.clear(Cause.TARGET_SILENT, target, now);
    }
    silent.forEach((target, silence) -> alarms.raise(alarm(target, silence)));
  }

  private static Alarm alarm(String target, Silence silence) {
    return Alarm.raised(
        Cause.TARGET_SILENT,
        target,
        silence.heard(),
        silence.text(),
        "Start it, or mend the way to it; what waits then goes on by itself.");
  }

  /// Whoever writes a secret chooses the name.
  private static String named(String target) {
    String shown = target.length() > LONGEST ? target.substring(0, LONGEST) : target;
    return DocumentKey.storable(shown) ? shown : shown.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
