package dev.keyturn.iam;

import dev.keyturn.operation.Refusal.InvalidInput;
import dev.keyturn.operation.Refusal.LimitExceeded;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A tag. Keys are told apart ignoring case, and keep the case that they were given last.
public record Tag(String key, String value) {
  private static final int MOST = 50;

  /// Tags with more of them, by AWS's rules.
  static Map<String, String> add(Map<String, String> present, List<Tag> more) {
    Map<String, String> tags = new TreeMap<>(present);
    Set<String> seen = new HashSet<>();
    for (Tag tag : more) {
      if (!seen.add(tag.key.toLowerCase(Locale.ROOT))) {
        throw new InvalidInput(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
      if (tag.key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw new InvalidInput("Tag keys that begin with aws: are reserved: " + tag.key);
      }
      tags.keySet().removeIf(tag.key::equalsIgnoreCase);
      tags.put(tag.key, tag.value);
    }
    if (tags.size() > MOST) {
      throw new LimitExceeded("The number of tags has reached the maximum limit.");
    }
    return tags;
  }

  static Map<String, String> of(Optional<List<Tag>> given) {
    return add(Map.of(), given.orElse(List.of()));
  }

  /// What whoever makes something with tags needs beside the right to make it.
  static List<String> needed(String action, Optional<List<Tag>> given) {
    return given.filter(it -> !it.isEmpty()).isPresent() ? List.of(action) : List.of();
  }

  static Map<String, String> remove(Map<String, String> present, List<String> keys) {
    Map<String, String> tags = new TreeMap<>(present);
    tags.keySet().removeIf(key -> keys.stream().anyMatch(key::equalsIgnoreCase));
    return tags;
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream().map(it -> new Tag(it.getKey(), it.getValue())).toList();
  }

  /// For answers: left out when there are none.
  static Optional<List<Tag>> shown(Map<String, String> tags) {
    return Optional.of(list(tags)).filter(it -> !it.isEmpty());
  }
}
