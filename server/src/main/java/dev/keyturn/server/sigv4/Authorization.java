package dev.keyturn.server.sigv4;

import java.util.List;
import java.util.Optional;

/// The parts of a request that say who signed it, what, and when.
///
/// @param signedHeaders in the order given
/// @param signature as given, in hexadecimal
/// @param sessionToken what came with the key of a session
record Authorization(
    Place place,
    CredentialScope scope,
    List<String> signedHeaders,
    String signature,
    SigningTime time,
    Optional<String> sessionToken) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /// Where the signature stands.
  enum Place {
    HEADER,
    QUERY
  }

  static Authorization of(SignedRequest request) throws AuthenticationFailed {
    List<String> values = request.headers().getOrDefault("authorization", List.of());
    if (values.size() > 1) {
      throw AuthenticationFailed.incomplete("Authorization header must be given exactly once.");
    }
    boolean presigned = QueryAuthorization.isIn(request);
    String header = values.isEmpty() ? "" : values.getFirst().strip();
    if (header.startsWith("AWS4-")) {
      if (presigned) {
        throw AuthenticationFailed.invalid(
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP"
                + " header.");
      }
      return HeaderAuthorization.read(request, header);
    }
    if (!presigned) {
      throw AuthenticationFailed.missing("Missing Authentication Token");
    }
    return QueryAuthorization.read(request);
  }

  /// Neither the signature nor the token: with both, a request that was signed beforehand can be
  /// sent again.
  @Override
  public String toString() {
    return "Authorization[" + place + ", " + scope.credential() + ", redacted]";
  }
}
