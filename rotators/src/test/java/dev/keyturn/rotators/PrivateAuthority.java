package dev.keyturn.rotators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate authority of a test's own, and a certificate for `localhost` that it signed.
///
/// @param authority the authority's certificate, as a PEM file
/// @param certificate the server's certificate
/// @param key the server's key
public record PrivateAuthority(Path authority, Path certificate, Path key) {
  private static final String STORE = "authority.p12";
  private static final String PASSWORD = "changeit";

  /// A new one, with its files in a folder.
  public static PrivateAuthority in(Path folder) throws IOException {
    generate(folder, "authority", "CN=Authority of a test", "bc:c");
    generate(
        folder,
        "server",
        "CN=localhost",
        "san=dns:localhost",
        "-signer",
        "authority",
        "-signerkeypass",
        PASSWORD);
    try {
      KeyStore store = KeyStore.getInstance(folder.resolve(STORE).toFile(), PASSWORD.toCharArray());
      Key key = store.getKey("server", PASSWORD.toCharArray());
      return new PrivateAuthority(
          pem(folder.resolve("ca.pem"), "CERTIFICATE", certificate(store, "authority")),
          pem(folder.resolve("server.pem"), "CERTIFICATE", certificate(store, "server")),
          pem(folder.resolve("server.key"), "PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException failure) {
      throw new IOException(failure);
    }
  }

  /// For a server of the test's own: TLS with the server's certificate and key.
  public SSLContext serverContext() {
    char[] password = PASSWORD.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance(authority.resolveSibling(STORE).toFile(), password);
      store.deleteEntry("authority");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] certificate(KeyStore store, String alias) throws GeneralSecurityException {
    return store.getCertificate(alias).getEncoded();
  }

  private static void generate(
      Path folder, String alias, String name, String extension, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                name,
                "-ext",
                extension,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                folder.resolve(STORE).toString()));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException(output);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what));
  }
}
