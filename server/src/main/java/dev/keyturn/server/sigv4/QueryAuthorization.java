package dev.keyturn.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a signature that stands in the query string: a request that was signed beforehand, and
/// holds as long as it says itself.
final class QueryAuthorization {
  /// What the signature cannot cover.
  static final String SIGNATURE = "X-Amz-Signature";

  private static final String ALGORITHM = "X-Amz-Algorithm";
  private static final String CREDENTIAL = "X-Amz-Credential";
  private static final String DATE = "X-Amz-Date";
  private static final String EXPIRES = "X-Amz-Expires";
  private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
  private static final String TOKEN = "X-Amz-Security-Token";
  private static final List<String> REQUIRED =
      List.of(ALGORITHM, CREDENTIAL, SIGNATURE, SIGNED_HEADERS, DATE);
  private static final long WEEK = Duration.ofDays(7).toSeconds();
  private static final int DIGITS = 10;

  private QueryAuthorization() {}

  static boolean isIn(SignedRequest request) {
    return request.query().contains(ALGORITHM + "=");
  }

  static Authorization read(SignedRequest request) throws AuthenticationFailed {
    Map<String, String> given = given(request.query());
    for (String name : REQUIRED) {
      if (given.getOrDefault(name, "").isEmpty()) {
        throw AuthenticationFailed.incomplete(
            "AWS query-string parameters must include '%s'. Re-examine the query-string parameters."
                .formatted(name));
      }
    }
    demandAlgorithm(given.getOrDefault(ALGORITHM, ""));
    if (request.headers().containsKey("x-amz-security-token")) {
      throw AuthenticationFailed.invalid(
          "A request that is signed in its query string must give its session token there.");
    }
    return new Authorization(
        Authorization.Place.QUERY,
        CredentialScope.parse(given.getOrDefault(CREDENTIAL, "")),
        List.of(given.getOrDefault(SIGNED_HEADERS, "").split(";")),
        given.getOrDefault(SIGNATURE, ""),
        SigningTime.presigned(given.getOrDefault(DATE, ""), lifetime(given)),
        Optional.ofNullable(given.get(TOKEN)));
  }

  private static Map<String, String> given(String query) throws AuthenticationFailed {
    Map<String, String> given = new HashMap<>();
    for (CanonicalUri.Parameter each : CanonicalUri.parameters(query)) {
      if (each.name().startsWith("X-Amz-")) {
        String value = new String(CanonicalUri.decode(each.value()), StandardCharsets.UTF_8);
        if (given.put(each.name(), value) != null) {
          throw AuthenticationFailed.incomplete(
              "AWS query-string parameters must give '%s' exactly once.".formatted(each.name()));
        }
      }
    }
    return given;
  }

  private static void demandAlgorithm(String algorithm) throws AuthenticationFailed {
    if (!algorithm.equals(Authorization.ALGORITHM)) {
      throw AuthenticationFailed.incomplete(
          "Unsupported AWS 'algorithm': '%s' (only %s for now)."
              .formatted(algorithm, Authorization.ALGORITHM));
    }
  }

  /// Empty when it does not say.
  private static Optional<Duration> lifetime(Map<String, String> given)
      throws AuthenticationFailed {
    String expires = given.get(EXPIRES);
    if (expires == null) {
      return Optional.empty();
    }
    boolean number =
        !expires.isEmpty()
            && expires.length() <= DIGITS
            && expires.chars().allMatch(each -> each >= '0' && each <= '9');
    long seconds = number ? Long.parseLong(expires) : 0;
    if (seconds < 1 || seconds > WEEK) {
      throw AuthenticationFailed.incomplete(
          "X-Amz-Expires must be a number of seconds between 1 and %d (a week).".formatted(WEEK));
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
