package dev.keyturn.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The condition keys of a request with their values. What is asked for is found out when it is
/// asked for: most requests meet no condition at all.
@FunctionalInterface
public interface Context {
  Context NONE = _ -> List.of();

  /// The values of a key; none when the request lacks it.
  ///
  /// @param key as [#name] writes it
  List<String> values(String key);

  /// A key as contexts know it. Names of keys are the same in capitals and in small letters; the
  /// tag's own name behind the slash is kept, so that tags that differ by case can be told apart.
  /// Keys that are the same are one object: hundreds of statements ask for the same few.
  static String name(String key) {
    int slash = key.indexOf('/') + 1;
    String prefix = key.substring(0, slash).toLowerCase(Locale.ROOT);
    String name =
        prefix.endsWith("tag/") ? prefix + key.substring(slash) : key.toLowerCase(Locale.ROOT);
    return name.intern();
  }

  /// The value of the tag with this name: of that very name, or of one that differs by case only.
  static List<String> tag(Map<String, String> tags, String name) {
    String value = tags.get(name);
    if (value != null) {
      return List.of(value);
    }
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (tag.getKey().equalsIgnoreCase(name)) {
        return List.of(tag.getValue());
      }
    }
    return List.of();
  }

  /// These keys and no others.
  static Context of(Map<String, List<String>> values) {
    Map<String, List<String>> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.forEach((key, list) -> known.put(key, List.copyOf(list)));
    return key -> known.getOrDefault(key, List.of());
  }
}
