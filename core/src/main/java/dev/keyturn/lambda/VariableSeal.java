package dev.keyturn.lambda;

import dev.keyturn.function.Variables;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Seals environment variables and opens them again, under a key of the function that comes from
/// the master key. Thread-safe.
final class VariableSeal {
  private static final byte[] CONTEXT = "keyturn:variables".getBytes(StandardCharsets.UTF_8);

  private final MasterKey master;

  VariableSeal(MasterKey master) {
    this.master = master;
  }

  /// @return empty when there are none
  Optional<SealedVariables> seal(String functionId, Variables variables) {
    Map<String, String> values = variables.revealAll();
    if (values.isEmpty()) {
      return Optional.empty();
    }
    byte[] plain = bytes(values);
    try (AesKey key = key(functionId)) {
      String sealed = Base64.getEncoder().encodeToString(key.seal(plain, CONTEXT));
      return Optional.of(new SealedVariables(sealed, values.size()));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /// @throws IllegalStateException when the store gives what was not put into it
  Variables open(String functionId, Optional<SealedVariables> kept) {
    return kept.map(it -> open(functionId, it)).orElse(Variables.NONE);
  }

  private Variables open(String functionId, SealedVariables kept) {
    try (AesKey key = key(functionId)) {
      byte[] plain = key.open(Base64.getDecoder().decode(kept.sealed()), CONTEXT);
      try {
        return Variables.of(values(ByteBuffer.wrap(plain), kept.count()));
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    } catch (KeyUnusable tampered) {
      throw new IllegalStateException(
          "The environment variables of function " + functionId + " do not open", tampered);
    }
  }

  private static byte[] bytes(Map<String, String> values) {
    ByteBuffer plain = ByteBuffer.allocate(size(values) + 2 * Integer.BYTES * values.size());
    new TreeMap<>(values)
        .forEach((name, value) -> {
          put(plain, name);
          put(plain, value);
        });
    return plain.array();
  }

  /// The bytes of all names and values.
  static int size(Map<String, String> values) {
    return values.entrySet().stream()
        .mapToInt(it -> utf8(it.getKey()).length + utf8(it.getValue()).length)
        .sum();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ByteBuffer plain, String text) {
    byte[] bytes = utf8(text);
    plain.putInt(bytes.length).put(bytes);
  }

  private static Map<String, String> values(ByteBuffer plain, int count) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(plain);
      values.put(name, text(plain));
    }
    return values;
  }

  private static String text(ByteBuffer plain) {
    byte[] bytes = new byte[plain.getInt()];
    plain.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private AesKey key(String functionId) {
    byte[] bytes = master.derive("function variables " + functionId);
    try {
      return AesKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
