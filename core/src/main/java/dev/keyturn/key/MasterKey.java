package dev.keyturn.key;

/// The root of the key hierarchy: it wraps the keys that wrap data keys. Thread-safe.
public interface MasterKey {

  /// Wraps key material under an authenticated context.
  byte[] wrap(byte[] plaintext, byte[] context);

  /// Unwraps what [#wrap] made under the same context.
  ///
  /// @throws KeyUnusable when this is not the key that wrapped it, or it was tampered with
  byte[] unwrap(byte[] wrapped, byte[] context) throws KeyUnusable;

  /// A key for a purpose other than wrapping (fingerprints, page tokens), derived by HKDF: the same
  /// for the same purpose, 32 bytes.
  byte[] derive(String purpose);
}
