package dev.keyturn.lambda;

import java.util.Set;

/// The document of a zip. Its bytes lie beside it, in sealed chunks.
///
/// @param chunks how many there are
/// @param users what runs it: versions of functions and of layers, by [CodeUse]. One without users
///   is being uploaded, or was left behind
public record StoredCode(Code code, int chunks, Set<String> users) {
  public StoredCode {
    users = Set.copyOf(users);
  }
}
