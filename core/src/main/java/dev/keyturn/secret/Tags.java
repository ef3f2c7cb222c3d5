package dev.keyturn.secret;

import dev.keyturn.operation.Refusal.InvalidParameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What may become of a secret's tags. Keys are told apart by case.
final class Tags {
  private static final int MOST = 50;
  private static final String RESERVED = "aws:";

  private Tags() {}

  /// These tags more; what has the same key is overwritten.
  static SortedMap<String, String> add(Map<String, String> present, Collection<Tag> more) {
    SortedMap<String, String> tags = new TreeMap<>(present);
    for (Tag tag : more) {
      requireOwn(tag.key());
      tags.put(tag.key(), tag.value());
    }
    if (tags.size() > MOST) {
      throw new InvalidParameter("A secret can't have more than " + MOST + " tags.");
    }
    return tags;
  }

  /// Without the tags of these keys, whether they are there or not.
  static SortedMap<String, String> remove(Map<String, String> present, Collection<String> keys) {
    SortedMap<String, String> tags = new TreeMap<>(present);
    for (String key : keys) {
      requireOwn(key);
      tags.remove(key);
    }
    return tags;
  }

  /// As answers show them: left out when there are none.
  static Optional<List<Tag>> shown(Map<String, String> tags) {
    return Optional.of(tags.entrySet().stream().map(it -> new Tag(it.getKey(), it.getValue())))
        .map(java.util.stream.Stream::toList)
        .filter(list -> !list.isEmpty());
  }

  /// As conditions see those of a request.
  static Map<String, String> given(Collection<Tag> tags) {
    Map<String, String> given = new TreeMap<>();
    tags.forEach(tag -> given.put(tag.key(), tag.value()));
    return given;
  }

  private static void requireOwn(String key) {
    if (key.startsWith(RESERVED)) {
      throw new InvalidParameter(
          "The tag key '" + key + "' begins with aws:, which is reserved for AWS use.");
    }
  }
}
