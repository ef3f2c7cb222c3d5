package dev.keyturn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server's key and certificate, which is its own authority, for 127.0.0.1. Made by the JDK's
/// keytool.
public final class SelfSigned {
  /// Made once for each name and algorithm: that takes a second.
  private static final Map<List<String>, KeyStore> MADE = new HashMap<>();

  private SelfSigned() {}

  /// A pair in PEM files, each of which appears whole. Pairs of different names have different
  /// keys.
  ///
  /// @param name what stands in the certificate
  /// @param algorithm the key's: RSA, EC or Ed25519
  public static synchronized void issue(String name, String algorithm, Path certificate, Path key)
      throws Exception {
    KeyStore made = MADE.get(List.of(name, algorithm));
    if (made == null) {
      made = make(name, algorithm);
      MADE.put(List.of(name, algorithm), made);
    }
    write(certificate, "CERTIFICATE", made.getCertificate("a").getEncoded());
    write(key, "PRIVATE KEY", made.getKey("a", "changeit".toCharArray()).getEncoded());
  }

  private static KeyStore make(String name, String algorithm) throws Exception {
    Path folder = Files.createTempDirectory("self-signed");
    Path store = folder.resolve("store.p12");
    try {
      run(
          Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
          "-genkeypair",
          "-alias",
          "a",
          "-keyalg",
          algorithm,
          "-dname",
          "CN=" + name,
          "-ext",
          "SAN=ip:127.0.0.1",
          "-storetype",
          "PKCS12",
          "-storepass",
          "changeit",
          "-keystore",
          store.toString());
      return KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static void write(Path file, String type, byte[] bytes) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        made,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(bytes), type));
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
