package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.util.Optional;

/// An account that exists, with the access key of its administrator.
///
/// @param name what people call it
/// @param madeBy the account that made it; empty for the first one
public record Account(
    String accessKeyId, Instant created, Optional<String> name, Optional<String> madeBy) {

  /// The first account of a store.
  static Account first(String accessKeyId, Instant created) {
    return new Account(accessKeyId, created, Optional.empty(), Optional.empty());
  }

  static DocumentKey at(AccountId account) {
    return new DocumentKey("account", account.value());
  }

  /// The account of a caller, which therefore exists.
  static Account of(Store store, AccountId account) {
    return Json.read(store.get(at(account)).orElseThrow().body(), Account.class);
  }
}
