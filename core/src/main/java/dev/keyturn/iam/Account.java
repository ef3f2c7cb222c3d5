package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.store.DocumentKey;
import java.time.Instant;

/// An account that exists, with the access key of its administrator.
public record Account(String accessKeyId, Instant created) {

  static DocumentKey at(AccountId account) {
    return new DocumentKey("account", account.value());
  }
}
