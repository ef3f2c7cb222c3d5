package dev.keyturn.server.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A type of a service's model, with its constraints. Immutable once its model is loaded.
sealed interface Shape {

  /// What a length or a number must lie between, both ends included.
  record Bounds(long min, long max) {
    static final Bounds NONE = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// Text. Sensitive text is never a [String] outside of the codec, and never in an error.
  ///
  /// @param values the only ones allowed; empty when any is
  record Text(Bounds length, Optional<Pattern> pattern, List<String> values, boolean sensitive)
      implements Shape {}

  /// Bytes, base64 in JSON.
  record Blob(Bounds length, boolean sensitive) implements Shape {}

  /// A whole number.
  ///
  /// @param wide whether it has 64 bits
  record Whole(Bounds range, boolean wide) implements Shape {}

  /// A number with a fraction.
  record Fraction(Bounds range) implements Shape {}

  record Flag() implements Shape {}

  record Timestamp() implements Shape {}

  /// A list.
  ///
  /// @param elementName what the Query protocol calls an element, such as `member`
  /// @param flattened whether its elements stand there without one around them all
  record Sequence(Shape element, Bounds length, String elementName, boolean flattened)
      implements Shape {}

  record Dictionary(Text key, Shape value, Bounds length, EntryNames names) implements Shape {}

  /// What the Query protocol calls the parts of a map's entry.
  ///
  /// @param flattened whether its entries stand there without an element around them all
  record EntryNames(String key, String value, boolean flattened) {}

  /// Named members. Not a record: a structure may contain itself, so its members are given after it
  /// exists.
  final class Structure implements Shape {
    private final String name;
    private List<Member> members = List.of();

    Structure(String name) {
      this.name = name;
    }

    void define(List<Member> given) {
      members = List.copyOf(given);
    }

    String name() {
      return name;
    }

    List<Member> members() {
      return members;
    }

    /// The position of a member, or -1 when there is none of this name.
    int indexOf(String member) {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).name().equals(member)) {
          return i;
        }
      }
      return -1;
    }
  }

  /// Where a member stands in a request or an answer: all but the services of the REST protocol
  /// have only bodies.
  enum Place {
    BODY,
    PATH,
    QUERY,
    HEADER,
    /// All headers that begin with a name.
    HEADERS,
    STATUS,
    /// It is the body.
    PAYLOAD
  }

  /// The place of a member and what it is called there.
  record Location(Place place, String name) {}

  /// A member of a structure.
  ///
  /// @param name as it stands on the wire, such as `SecretId`
  /// @param camelName as AWS's error texts and our records have it, such as `secretId`
  record Member(String name, String camelName, Shape shape, boolean required, Location location) {
    Member(String name, Shape shape, boolean required, Location location) {
      this(name, camel(name), shape, required, location);
    }

    boolean isIn(Place place) {
      return location.place == place;
    }

    /// With a small first letter, or all small when it is an abbreviation (`ARN`).
    private static String camel(String name) {
      return name.chars().allMatch(Character::isUpperCase)
          ? name.toLowerCase(Locale.ROOT)
          : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
  }
}
