package dev.keyturn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;

/// A server's key and certificate, which is its own authority, for 127.0.0.1. Made by the JDK's
/// keytool.
public final class SelfSigned {
  private SelfSigned() {}

  /// A new pair in PEM files, each of which appears whole.
  ///
  /// @param name what stands in the certificate
  /// @param algorithm the key's: RSA, EC or Ed25519
  public static void issue(String name, String algorithm, Path certificate, Path key)
      throws Exception {
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
      KeyStore made = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
      write(certificate, "CERTIFICATE", made.getCertificate("a").getEncoded());
      write(key, "PRIVATE KEY", made.getKey("a", "changeit".toCharArray()).getEncoded());
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
