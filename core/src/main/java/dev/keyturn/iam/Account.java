package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import java.time.Instant;

/// An account that exists, with the access key of its administrator.
public record Account(String accessKeyId, Instant created) {

  static DocumentKey at(AccountId account) {
    return new DocumentKey("account", account.value());
  }

  /// The account of a caller, which therefore exists.
  static Account of(Store store, AccountId account) {
    return Json.read(store.get(at(account)).orElseThrow().body(), Account.class);
  }
}
