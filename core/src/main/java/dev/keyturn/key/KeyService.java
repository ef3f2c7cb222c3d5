package dev.keyturn.key;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import java.util.Optional;

/// The port through which values reach the keys of the key-management service. Thread-safe.
///
/// The encryption context is authenticated: what was wrapped under one context does not unwrap
/// under another.
public interface KeyService {

  /// The full ARN of the key that a user means.
  ///
  /// @param keyId a key's id, ARN or alias; empty for the default key of account and region, which
  ///   is made at its first use
  String keyFor(AccountId account, Region region, Optional<String> keyId) throws KeyUnusable;

  /// A new data key, in clear and wrapped. The caller wipes the clear bytes when done.
  ///
  /// @param keyArn the key's full ARN
  DataKey generate(String keyArn, Context context) throws KeyUnusable;

  /// Wraps a clear data key; the caller wipes it when done.
  byte[] wrap(String keyArn, byte[] clear, Context context) throws KeyUnusable;

  /// The clear data key of [DataKey#wrapped()].
  byte[] unwrap(String keyArn, byte[] wrapped, Context context) throws KeyUnusable;

  /// A data key. Not a record: it holds clear key material and must not print itself.
  final class DataKey {
    private final byte[] clear;
    private final byte[] wrapped;

    public DataKey(byte[] clear, byte[] wrapped) {
      this.clear = clear;
      this.wrapped = wrapped;
    }

    /// The clear key, 32 bytes; not a copy, so that it can be wiped.
    public byte[] revealClear() {
      return clear;
    }

    /// The wrapped key.
    public byte[] wrapped() {
      return wrapped;
    }
  }
}
