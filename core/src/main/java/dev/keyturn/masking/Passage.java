package dev.keyturn.masking;

import java.util.List;

/// A text to be masked.
///
/// @param before what stands before it and was masked already: a value may begin there
/// @param more what is to be recognized beside the values of secrets
public record Passage(String before, String text, List<Fingerprints> more) {

  public Passage {
    more = List.copyOf(more);
  }

  public static Passage of(String text) {
    return new Passage("", text, List.of());
  }
}
