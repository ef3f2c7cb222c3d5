package dev.keyturn.lambda;

import java.util.Set;
import java.util.stream.Collectors;

/// The document of a zip. Its bytes lie beside it, in sealed chunks.
///
/// @param chunks how many there are
/// @param users what runs it: versions of functions and of layers, by [CodeUse]; and the uploads of
///   it that are under way
public record StoredCode(Code code, int chunks, Set<String> users) {
  private static final String UPLOAD = "upload ";

  public StoredCode {
    users = Set.copyOf(users);
  }

  /// An upload as a user.
  static String upload(String id) {
    return UPLOAD + id;
  }

  private static boolean isUpload(String user) {
    return user.startsWith(UPLOAD);
  }

  /// Whether all chunks are there for certain: nothing runs it before.
  boolean isWhole() {
    return !withoutUploads().users.isEmpty();
  }

  boolean isBeingUploaded() {
    return users.stream().anyMatch(StoredCode::isUpload);
  }

  StoredCode withoutUploads() {
    return usedBy(
        users.stream().filter(it -> !isUpload(it)).collect(Collectors.toUnmodifiableSet()));
  }

  StoredCode usedBy(Set<String> others) {
    return new StoredCode(code, chunks, others);
  }
}
