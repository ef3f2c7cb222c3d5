package dev.keyturn.rotators.target;

/// What the secret's `ssl` key asks for. Whatever is asked for is what happens: there is no
/// fall-back.
public enum TlsMode {
  /// No `ssl` key: verified TLS, but clear text on loopback.
  AUTOMATIC,
  /// `true`: TLS with the certificate's chain and host name verified.
  VERIFIED,
  /// `"require"`: TLS without verification.
  UNVERIFIED,
  /// `false`: clear text.
  CLEAR
}
