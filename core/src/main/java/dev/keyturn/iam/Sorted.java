package dev.keyturn.iam;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Maps in the order of their keys, so that documents and answers are the same each time.
final class Sorted {
  private Sorted() {}

  static <V> Map<String, V> copyOf(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /// The map with one more entry, which may replace one.
  static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    TreeMap<String, V> more = new TreeMap<>(map);
    more.put(key, value);
    return more;
  }

  /// The map without an entry.
  static <V> Map<String, V> without(Map<String, V> map, String key) {
    TreeMap<String, V> less = new TreeMap<>(map);
    less.remove(key);
    return less;
  }
}
