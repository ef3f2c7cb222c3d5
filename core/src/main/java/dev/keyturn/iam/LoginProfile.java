package dev.keyturn.iam;

import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.Optional;

/// A user's password for the console, as its document keeps it.
///
/// @param hash what [PasswordHashing] made of it
/// @param resetRequired whether it must be changed at the next log-in
public record LoginProfile(String hash, boolean resetRequired, Instant created) {

  /// A document as it was read.
  record Read(LoginProfile profile, long revision) {}

  static Optional<Read> of(Store store, Stored<User> user) {
    return store
        .get(at(user))
        .map(it -> new Read(Json.read(it.body(), LoginProfile.class), it.revision()));
  }

  Write put(Stored<User> user, long expected) {
    return Write.put(at(user), expected, this);
  }

  static Write deletion(Stored<User> user, long expected) {
    return new Write.Delete(at(user), expected);
  }

  /// Fails the commit when the user has one.
  static Write absent(Stored<User> user) {
    return new Write.Check(at(user), Write.ABSENT);
  }

  private static DocumentKey at(Stored<User> user) {
    return new DocumentKey("login-profile", user.account() + "/" + user.entity().id());
  }

  @Override
  public String toString() {
    return "LoginProfile[redacted]";
  }
}
