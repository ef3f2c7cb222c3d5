package dev.keyturn.access;

import java.util.Optional;

/// The ARN of a resource or of a value, in its six parts. It remembers what its last part was asked
/// for: the patterns of one caller begin alike. Used by one thread, for one decision.
final class ArnParts {
  static final int PARTS = 6;
  private static final int ACCOUNT = 4;

  private final String[] parts;
  private final String resource;
  private String asked = "";
  private boolean begins = true;

  private ArnParts(String[] parts) {
    this.parts = parts;
    this.resource = parts[PARTS - 1];
  }

  /// Empty when the text is no ARN.
  static Optional<ArnParts> of(String text) {
    String[] parts = text.split(":", PARTS);
    return parts.length == PARTS ? Optional.of(new ArnParts(parts)) : Optional.empty();
  }

  String get(int part) {
    return parts[part];
  }

  String account() {
    return parts[ACCOUNT];
  }

  /// The last part.
  String resource() {
    return resource;
  }

  /// Whether the last part begins so.
  ///
  /// @param text an interned one: another object is taken for another text
  @SuppressWarnings("ReferenceEquality")
  boolean begins(String text) {
    if (text != asked) {
      begins = resource.startsWith(text);
      asked = text;
    }
    return begins;
  }
}
