package dev.keyturn.kms;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.store.DocumentKey;

/// A name for a key, which can point at another key later.
///
/// @param keyArn the key that it means
public record Alias(String keyArn) {
  /// The default key of each account and region.
  static final String DEFAULT = "alias/aws/secretsmanager";

  static DocumentKey at(AccountId account, Region region, String name) {
    return new DocumentKey("kms-alias", account + "/" + region + "/" + name);
  }
}
