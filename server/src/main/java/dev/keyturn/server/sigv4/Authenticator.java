package dev.keyturn.server.sigv4;

import dev.keyturn.iam.Credential;
import dev.keyturn.iam.CredentialSource;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Region;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out who signed a request, by AWS Signature Version 4 in the `Authorization` header or in
/// the query string. Thread-safe.
public final class Authenticator {
  private static final int USER_AGENT_LIMIT = 1024;
  private static final String CONTENT_HASH = "x-amz-content-sha256";

  private final CredentialSource credentials;
  private final InstantSource clock;
  private final Hashing hashing = new Hashing();
  private final Signature signature = new Signature(hashing);

  public Authenticator(CredentialSource credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /// The caller, in the region that was signed for.
  ///
  /// @param service the name that must have been signed for, such as `secretsmanager`
  /// @throws AuthenticationFailed when nobody is proven to have signed exactly this request, for
  ///   this service, within five minutes of now or as long as a signature in the query holds
  public Caller authenticate(SignedRequest request, String service) throws AuthenticationFailed {
    Authorization authorization = Authorization.of(request);
    refuse(authorization.time().skew(clock.instant()));
    demandSigned(authorization.signedHeaders(), request.headers());
    refuse(authorization.scope().faults(service, authorization.time()));
    Credential credential = credential(authorization);
    verify(request, authorization, credential);
    credentials.noteUse(
        credential.accessKeyId(),
        clock.instant(),
        authorization.scope().service(),
        authorization.scope().region());
    return new Caller(
        credential.principal(),
        credential.accessKeyId(),
        new Region(authorization.scope().region()),
        origin(request),
        Optional.empty(),
        credential.session());
  }

  /// Whether the access key of a request exists, and its time is about now. Nothing is proven yet:
  /// but whoever has no access key comes no further.
  public boolean knows(SignedRequest head) {
    try {
      Authorization authorization = Authorization.of(head);
      refuse(authorization.time().skew(clock.instant()));
      return credential(authorization).active();
    } catch (AuthenticationFailed _) {
      return false;
    }
  }

  private static void refuse(Optional<String> fault) throws AuthenticationFailed {
    if (fault.isPresent()) {
      throw AuthenticationFailed.invalid(fault.get());
    }
  }

  /// The host, and every header that means something to AWS, must be covered: otherwise whoever
  /// stands in between could change the operation.
  private static void demandSigned(List<String> signed, Map<String, List<String>> headers)
      throws AuthenticationFailed {
    if (!signed.contains("host")) {
      throw AuthenticationFailed.invalid(
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (String name : headers.keySet()) {
      if (name.startsWith("x-amz-") && !signed.contains(name)) {
        throw AuthenticationFailed.invalid(
            "'%s' must be a 'SignedHeader' in the AWS Authorization.".formatted(name));
      }
    }
  }

  private Credential credential(Authorization authorization) throws AuthenticationFailed {
    Credential credential =
        credentials
            .find(authorization.scope().accessKeyId(), authorization.sessionToken())
            .filter(Credential::active)
            .orElseThrow(AuthenticationFailed::unrecognized);
    if (credential.isExpired(clock.instant())) {
      throw AuthenticationFailed.expired();
    }
    return credential;
  }

  private void verify(SignedRequest request, Authorization authorization, Credential credential)
      throws AuthenticationFailed {
    String payloadHash = hashing.sha256Hex(request.body());
    demandContent(request.headers(), payloadHash);
    String canonicalHash = hashing.sha256Hex(canonical(request, authorization, payloadHash));
    if (!signature.matches(authorization, credential, canonicalHash)) {
      throw AuthenticationFailed.invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details. (The canonical request as it arrived here has the SHA-256 hash %s.)"
                  .formatted(canonicalHash));
    }
  }

  private static byte[] canonical(
      SignedRequest request, Authorization authorization, String payloadHash) {
    return CanonicalRequest.of(request, authorization, payloadHash)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// `UNSIGNED-PAYLOAD` and streaming signatures are no hash of the body either, and are refused
  /// with it.
  private static void demandContent(Map<String, List<String>> headers, String payloadHash)
      throws AuthenticationFailed {
    for (String declared : headers.getOrDefault(CONTENT_HASH, List.of())) {
      if (!declared.equals(payloadHash)) {
        throw AuthenticationFailed.invalid(
            "The provided 'x-amz-content-sha256' header does not match what was computed: it must"
                + " be the SHA-256 hash of the body.");
      }
    }
  }

  private static Origin origin(SignedRequest request) {
    String agent = String.join(" ", request.headers().getOrDefault("user-agent", List.of()));
    return new Origin(
        request.remoteAddress(),
        agent.length() > USER_AGENT_LIMIT ? agent.substring(0, USER_AGENT_LIMIT) : agent,
        request.secure());
  }
}
