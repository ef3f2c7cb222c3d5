package dev.keyturn.lambda;

import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.Locale;
import java.util.Map;

/// What tags a function can have.
final class FunctionTags {
  private static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private FunctionTags() {}

  /// These tags.
  ///
  /// @throws InvalidParameterValue when there are too many, one is too long, or one is AWS's own
  static Map<String, String> valid(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw new InvalidParameterValue("A function can have at most " + MOST + " tags.");
    }
    tags.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
        throw new InvalidParameterValue(
            "The key of a tag has 1 to %d characters, its value at most %d."
                .formatted(LONGEST_KEY, LONGEST_VALUE));
      }
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw new InvalidParameterValue("Tag keys that start with aws: are reserved.");
      }
    });
    return tags;
  }
}
