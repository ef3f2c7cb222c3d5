package dev.keyturn.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The service that a request says its signature is for. Nothing is proven yet: it tells where to
/// look for the operation, and the [Authenticator] holds the signature against it.
public final class SignedService {
  private static final String IN_HEADER = "Credential=";
  private static final String IN_QUERY = "X-Amz-Credential=";
  private static final int SERVICE = 3;

  private SignedService() {}

  /// Empty when the request is not signed, or not as it should be.
  public static Optional<String> of(SignedRequest request) {
    return header(request)
        .or(() -> query(request.query()))
        .map(scope -> scope.split("/", -1))
        .filter(parts -> parts.length == 5)
        .map(parts -> parts[SERVICE]);
  }

  private static Optional<String> header(SignedRequest request) {
    return request.headers().getOrDefault("authorization", List.of()).stream()
        .findFirst()
        .flatMap(value -> after(Stream.of(value.split("[ ,]+")), IN_HEADER));
  }

  private static Optional<String> query(String raw) {
    return after(Stream.of(raw.split("&")), IN_QUERY)
        .map(value -> new String(CanonicalUri.decode(value), StandardCharsets.UTF_8));
  }

  private static Optional<String> after(Stream<String> parts, String name) {
    return parts
        .filter(part -> part.startsWith(name))
        .map(part -> part.substring(name.length()))
        .findFirst();
  }
}
