package dev.keyturn.server.http;

import io.helidon.common.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate and its key, from two PEM files. When they change they are read again; what is
/// broken, or does not fit together, leaves the earlier pair in use.
public final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final Path certificate;
  private final Path key;
  private byte[] seenCertificate = {};
  private byte[] seenKey = {};

  public TlsFiles(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
  }

  /// Reads the pair for the first time.
  synchronized Tls load() {
    try {
      seenCertificate = Files.readAllBytes(certificate);
      seenKey = Files.readAllBytes(key);
      return tls(seenCertificate, seenKey);
    } catch (IOException unreadable) {
      throw new ListenerRefused(
          "The TLS file %s cannot be read. Check --tls-cert and --tls-key."
              .formatted(unreadable.getMessage()));
    } catch (GeneralSecurityException unusable) {
      throw new ListenerRefused(String.valueOf(unusable.getMessage()));
    }
  }

  /// Reads the pair again when one of the files changed.
  synchronized void reload(Consumer<Tls> use) {
    try {
      byte[] newCertificate = Files.readAllBytes(certificate);
      byte[] newKey = Files.readAllBytes(key);
      if (Arrays.equals(newCertificate, seenCertificate) && Arrays.equals(newKey, seenKey)) {
        return;
      }
      seenCertificate = newCertificate;
      seenKey = newKey;
      use.accept(tls(newCertificate, newKey));
      LOG.info("TLS: the certificate was read again from {}", certificate);
    } catch (IOException | GeneralSecurityException | RuntimeException broken) {
      LOG.warn("TLS: the earlier certificate stays in use. {}", broken.getMessage());
    }
  }

  private Tls tls(byte[] certificatePem, byte[] keyPem) throws GeneralSecurityException {
    List<X509Certificate> chain = chain(certificatePem);
    PrivateKey privateKey = privateKey(keyPem);
    if (!fit(chain.getFirst().getPublicKey(), privateKey)) {
      throw new GeneralSecurityException(
          "The key in %s is not the key of the first certificate in %s."
              .formatted(key, certificate));
    }
    return Tls.builder()
        .privateKey(privateKey)
        .privateKeyCertChain(chain)
        // PKIX would decrypt the key anew at each handshake (JDK-8322767).
        .keyManagerFactoryAlgorithm("SunX509")
        .addEnabledProtocol("TLSv1.3")
        .addEnabledProtocol("TLSv1.2")
        .build();
  }

  private List<X509Certificate> chain(byte[] pem) throws GeneralSecurityException {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException _) {
      // Refused below, with the file's name.
    }
    throw new GeneralSecurityException(
        "The file " + certificate + " holds no certificate chain (PEM, the server's own first).");
  }

  private PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
    Matcher matcher = PKCS8.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new GeneralSecurityException(
          "The file %s holds no unencrypted PKCS#8 key. Convert it: openssl pkcs8 -topk8 -nodes -in %s"
              .formatted(key, key));
    }
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(decoded(matcher.group(1)));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException _) {
        // It is a key of another kind.
      }
    }
    throw new GeneralSecurityException("The key in " + key + " is neither RSA nor EC nor EdDSA.");
  }

  private byte[] decoded(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new GeneralSecurityException("The file " + key + " is damaged: it is not base64.");
    }
  }

  private static boolean fit(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      byte[] probe = "keyturn".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(probe);
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(probe);
      return verifier.verify(signer.sign());
    } catch (java.security.InvalidKeyException | java.security.SignatureException _) {
      return false;
    }
  }
}
