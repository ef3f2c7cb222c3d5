package dev.keyturn.key;

import dev.keyturn.key.KeyService.DataKey;
import java.util.Arrays;
import java.util.Map;

/// Seals and opens the values of secrets: AES-256-GCM under a data key of its own for each version,
/// which a key of the key service wraps. The secret's ARN and the version's id are authenticated
/// with both, so that a ciphertext put in another's place does not open, nor as another kind of
/// value (text, binary), because the kind is sealed in. Thread-safe.
public final class Envelope {
  private static final byte TEXT = 0;
  private static final byte BINARY = 1;

  private final KeyService keys;

  public Envelope(KeyService keys) {
    this.keys = keys;
  }

  /// What a value belongs to.
  public record Owner(String secretArn, String versionId) {

    /// The encryption context, under AWS's names.
    public Context context() {
      return Context.of(Map.of("SecretARN", secretArn, "SecretVersionId", versionId));
    }
  }

  /// A value that is sealed, and the wrapped key that opens it again: stored apart.
  public record Letter(Sealed wrappedKey, Sealed value) {}

  /// Seals a value under a new data key.
  ///
  /// @param keyArn what wraps the data key
  public Letter seal(String keyArn, Owner owner, SecretValue value) throws KeyUnusable {
    Context context = owner.context();
    DataKey dataKey = keys.generate(keyArn, context);
    byte[] plaintext = plaintext(value);
    try (AesKey aes = AesKey.of(dataKey.revealClear())) {
      byte[] sealed = aes.seal(plaintext, context.bytes());
      return new Letter(Sealed.of(dataKey.wrapped()), Sealed.of(sealed));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
      Arrays.fill(dataKey.revealClear(), (byte) 0);
    }
  }

  /// Opens what [#seal] made for the same owner.
  public SecretValue open(String keyArn, Owner owner, Letter letter) throws KeyUnusable {
    Context context = owner.context();
    byte[] clear = keys.unwrap(keyArn, letter.wrappedKey().bytes(), context);
    try (AesKey aes = AesKey.of(clear)) {
      byte[] plaintext = aes.open(letter.value().bytes(), context.bytes());
      try {
        return value(plaintext);
      } finally {
        Arrays.fill(plaintext, (byte) 0);
      }
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  /// Wraps a data key under another key; the sealed value stays as it is.
  public Sealed rewrap(String fromKeyArn, Sealed wrapped, String toKeyArn, Owner owner)
      throws KeyUnusable {
    Context context = owner.context();
    byte[] clear = keys.unwrap(fromKeyArn, wrapped.bytes(), context);
    try {
      return Sealed.of(keys.wrap(toKeyArn, clear, context));
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private static byte[] plaintext(SecretValue value) {
    byte[] bytes = value.revealBytes();
    byte[] plaintext = new byte[1 + bytes.length];
    plaintext[0] = value.isBinary() ? BINARY : TEXT;
    System.arraycopy(bytes, 0, plaintext, 1, bytes.length);
    Arrays.fill(bytes, (byte) 0);
    return plaintext;
  }

  private static SecretValue value(byte[] plaintext) throws KeyUnusable {
    if (plaintext.length == 0 || (plaintext[0] != TEXT && plaintext[0] != BINARY)) {
      throw new KeyUnusable("The sealed value is of no kind that is known");
    }
    byte[] bytes = Arrays.copyOfRange(plaintext, 1, plaintext.length);
    try {
      return plaintext[0] == BINARY ? SecretValue.ofBinary(bytes) : SecretValue.ofUtf8(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
