package dev.keyturn.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a signature that stands in the `Authorization` header.
final class HeaderAuthorization {
  private static final List<String> PARAMETERS =
      List.of("Credential", "Signature", "SignedHeaders");

  private HeaderAuthorization() {}

  static Authorization read(SignedRequest request, String header) throws AuthenticationFailed {
    Map<String, String> parameters = parameters(header);
    Optional<SigningTime> time = SigningTime.of(request.headers());
    demandAll(header, parameters, time);
    return new Authorization(
        Authorization.Place.HEADER,
        CredentialScope.parse(parameters.getOrDefault("Credential", "")),
        List.of(parameters.getOrDefault("SignedHeaders", "").split(";")),
        parameters.getOrDefault("Signature", ""),
        time.orElseThrow(),
        token(request));
  }

  private static Optional<String> token(SignedRequest request) {
    List<String> values = request.headers().getOrDefault("x-amz-security-token", List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  private static Map<String, String> parameters(String header) throws AuthenticationFailed {
    int end = header.indexOf(' ');
    String algorithm = end < 0 ? header : header.substring(0, end);
    if (!algorithm.equals(Authorization.ALGORITHM)) {
      throw AuthenticationFailed.incomplete(
          "Unsupported AWS 'algorithm': '%s' (only %s for now)."
              .formatted(algorithm, Authorization.ALGORITHM));
    }
    Map<String, String> parameters = new HashMap<>();
    int from = algorithm.length();
    while (from < header.length()) {
      int comma = header.indexOf(',', from);
      int to = comma < 0 ? header.length() : comma;
      String pair = header.substring(from, to).strip();
      if (!pair.isEmpty()) {
        put(parameters, pair, header);
      }
      from = to + 1;
    }
    return parameters;
  }

  private static void put(Map<String, String> parameters, String pair, String header)
      throws AuthenticationFailed {
    int equal = pair.indexOf('=');
    if (equal < 0) {
      throw AuthenticationFailed.incomplete(
          "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256"
              + " and encoded with Base64): '%s'.".formatted(hash(header)));
    }
    String name = pair.substring(0, equal);
    if (parameters.put(name, pair.substring(equal + 1)) != null) {
      throw AuthenticationFailed.incomplete(
          "Authorization header must give '%s' exactly once. %s"
              .formatted(name, fingerprint(header)));
    }
  }

  private static void demandAll(
      String header, Map<String, String> parameters, Optional<SigningTime> time)
      throws AuthenticationFailed {
    List<String> faults = new ArrayList<>();
    for (String name : PARAMETERS) {
      if (parameters.getOrDefault(name, "").isEmpty()) {
        faults.add("Authorization header requires '%s' parameter.".formatted(name));
      }
    }
    if (time.isEmpty()) {
      faults.add(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (!faults.isEmpty()) {
      faults.add(fingerprint(header));
      throw AuthenticationFailed.incomplete(String.join(" ", faults));
    }
  }

  /// AWS names the header by its hash, because it may hold a usable signature.
  private static String fingerprint(String header) {
    return "(Hashed with SHA-256 and encoded with Base64) Authorization=" + hash(header);
  }

  private static String hash(String header) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(header.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
