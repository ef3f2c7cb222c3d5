package dev.keyturn.server.door;

import dev.keyturn.server.door.House.Held;
import dev.keyturn.server.sigv4.RawRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A way into a server: a protocol, and the place where the signature stands. Each attempt at it is
/// to make something of a name.
enum Door {
  JSON("secretsmanager", House.REGION),
  QUERY("iam", "us-east-1"),
  PRESIGNED("iam", "us-east-1");

  private static final int SECONDS = 60;

  final String service;
  final String region;

  Door(String service, String region) {
    this.service = service;
    this.region = region;
  }

  /// Why a request does not get in, with AWS's code for it in either protocol.
  enum Why {
    MISSING("MissingAuthenticationTokenException", "MissingAuthenticationToken"),
    INCOMPLETE("IncompleteSignatureException", "IncompleteSignature"),
    UNRECOGNIZED("UnrecognizedClientException", "InvalidClientTokenId"),
    EXPIRED("ExpiredTokenException", "ExpiredToken"),
    INVALID("InvalidSignatureException", "SignatureDoesNotMatch");

    private final String json;
    private final String query;

    Why(String json, String query) {
      this.json = json;
      this.query = query;
    }

    String at(Door door) {
      return door == JSON ? json : query;
    }
  }

  RawRequest request(House house, String name) {
    return switch (this) {
      case JSON ->
          house.json(
              "secretsmanager.CreateSecret",
              Map.of("Name", name, "ClientRequestToken", UUID.randomUUID().toString()));
      case QUERY -> house.query("2010-05-08", "CreateUser", Map.of("UserName", name));
      case PRESIGNED ->
          house
              .query("2010-05-08", "CreateUser", Map.of())
              .without("content-type")
              .withContent("")
              .withMethod("GET")
              .withTarget("/", "Action=CreateUser&UserName=" + name + "&Version=2010-05-08");
    };
  }

  RawRequest sign(RawRequest request, Held key, Instant at) {
    return sign(request, key, at, service);
  }

  RawRequest sign(RawRequest request, Held key, Instant at, String forService) {
    var signer = key.signer(region, forService);
    if (this == PRESIGNED) {
      return signer.presign(request, at, SECONDS, key.token());
    }
    Optional<String> token = key.token();
    return signer.sign(
        token.map(given -> request.with("x-amz-security-token", given)).orElse(request), at);
  }

  /// The request with another text in place of one in its signature.
  RawRequest forge(RawRequest signed, String part, String other) {
    if (this == PRESIGNED) {
      return signed.withTarget(
          signed.path(),
          signed.query().replace(part.replace("/", "%2F"), other.replace("/", "%2F")));
    }
    return signed.with("authorization", signed.header("authorization").replace(part, other));
  }
}
