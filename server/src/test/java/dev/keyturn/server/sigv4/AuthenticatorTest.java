package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.sigv4.AuthenticationFailed.Kind;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final TestSigner SIGNER =
      new TestSigner("AKIAALICE", SECRET, "eu-west-1", "secretsmanager");

  private final ManualClock clock = new ManualClock(NOW);
  private final Map<String, Credential> keys = new HashMap<>();
  private final Authenticator authenticator =
      new Authenticator(
          (id, token) ->
              Optional.ofNullable(keys.get(id + token.map(each -> "+" + each).orElse(""))),
          clock);

  @BeforeEach
  void createKeys() {
    keys.put("AKIAALICE", credential("AKIAALICE", SECRET, true));
    keys.put("AKIAASLEEP", credential("AKIAASLEEP", SECRET, false));
  }

  @Test
  void namesTheCallerTheRegionAndTheOrigin() throws Exception {
    Caller caller = authenticator.authenticate(SIGNER.sign(request(), NOW), "secretsmanager");

    assertThat(caller.principal())
        .isEqualTo(Principal.administrator(new AccountId("000000000000")));
    assertThat(caller.accessKeyId()).isEqualTo("AKIAALICE");
    assertThat(caller.region().code()).isEqualTo("eu-west-1");
    assertThat(caller.origin()).isEqualTo(new Caller.Origin("192.0.2.7", "test/1", false));
    assertThat(caller.rotation()).isEmpty();
  }

  /// Before the body is there, which is not looked at.
  @Test
  void knowsWhoHasAnAccessKey() {
    RawRequest signed = SIGNER.sign(request(), NOW);
    assertThat(authenticator.knows(signed.withContent(""))).isTrue();
    assertThat(authenticator.knows(signed.without("authorization"))).isFalse();
    assertThat(authenticator.knows(signed.with("authorization", "AWS4-HMAC-SHA256 x"))).isFalse();
    for (String stranger : new String[] {"AKIANOBODY", "AKIAASLEEP"}) {
      TestSigner other = new TestSigner(stranger, SECRET, "eu-west-1", "lambda");
      assertThat(authenticator.knows(other.sign(request(), NOW))).isFalse();
    }
    clock.advance(Duration.ofMinutes(6));
    assertThat(authenticator.knows(signed)).isFalse();
  }

  @Test
  void takesTheSameKeyForManyRequestsAndRegions() {
    for (String region : new String[] {"eu-west-1", "us-east-1", "eu-west-1", "us-gov-west-1"}) {
      TestSigner signer = new TestSigner("AKIAALICE", SECRET, region, "secretsmanager");
      assertTaken(signer.sign(request(), NOW));
      assertTaken(signer.sign(request().withContent("{\"SecretId\":\"other\"}"), NOW));
    }
  }

  @Test
  void forgetsASigningKeyWhenTheSecretOfTheAccessKeyChanges() {
    assertTaken(SIGNER.sign(request(), NOW));
    keys.put("AKIAALICE", credential("AKIAALICE", "another secret", true));

    assertThat(failure(SIGNER.sign(request(), NOW)).kind()).isEqualTo(Kind.INVALID);
    assertTaken(
        new TestSigner("AKIAALICE", "another secret", "eu-west-1", "secretsmanager")
            .sign(request(), NOW));
  }

  @Test
  void takesAHashOfTheBodyThatIsRight() {
    String hash = new Hashing().sha256Hex(request().body());

    assertTaken(SIGNER.sign(request().with("x-amz-content-sha256", hash), NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "00", ""})
  void refusesABodyThatTheSignatureDoesNotCover(String declared) {
    RawRequest signed = SIGNER.sign(request().with("x-amz-content-sha256", declared), NOW);

    assertThat(failure(signed).code()).isEqualTo("InvalidSignatureException");
    assertThat(failure(signed).text()).contains("must be the SHA-256 hash of the body");
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, -299, 0, 299, 300})
  void takesClocksUpToFiveMinutesApart(long seconds) {
    assertTaken(SIGNER.sign(request(), NOW.plusSeconds(seconds)));
  }

  @Test
  void refusesASignatureThatExpired() {
    assertThat(failure(SIGNER.sign(request(), NOW.minusSeconds(301))).text())
        .isEqualTo(
            "Signature expired: 20261121T095459Z is now earlier than 20261121T095500Z"
                + " (20261121T100000Z - 5 min.)");
  }

  @Test
  void refusesASignatureOfTheFuture() {
    assertThat(failure(SIGNER.sign(request(), NOW.plusSeconds(301))).text())
        .isEqualTo(
            "Signature not yet current: 20261121T100501Z is still later than 20261121T100500Z"
                + " (20261121T100000Z + 5 min.)");
  }

  @Test
  void refusesASignatureThatIsSentAgainAfterFiveMinutes() {
    RawRequest signed = SIGNER.sign(request(), NOW);
    assertTaken(signed);
    clock.advance(Duration.ofSeconds(301));

    assertThat(failure(signed).code()).isEqualTo("InvalidSignatureException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sat, 21 Nov 2026 10:00:00 GMT", "20261121T100000Z"})
  void takesTheTimeFromTheDateHeaderWhenThereIsNoOther(String date) {
    RawRequest dated = request().with("date", date);

    assertTaken(dated.with("authorization", SIGNER.authorization(dated, "20261121T100000Z")));
  }

  record Attempt(String name, UnaryOperator<RawRequest> change, Kind kind, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Each changes a request that was signed correctly.
  @ParameterizedTest
  @MethodSource
  void refusesWhateverWasTamperedWith(Attempt attempt) {
    AuthenticationFailed failure =
        failure(attempt.change.apply(SIGNER.sign(request().with("x-extra", "1"), NOW)));

    assertThat(failure.kind()).isEqualTo(attempt.kind);
    assertThat(failure.text()).startsWith(attempt.text);
  }

  static Stream<Attempt> refusesWhateverWasTamperedWith() {
    String wrong = "The request signature we calculated does not match the signature you provided.";
    return Stream.of(
        invalid("body", request -> request.withContent("{\"SecretId\":\"da\"}"), wrong),
        invalid("no body", request -> request.withContent(""), wrong),
        invalid("method", request -> request.withMethod("PUT"), wrong),
        invalid("path", request -> request.withTarget("/x", ""), wrong),
        invalid("query", request -> request.withTarget("/", "a=b"), wrong),
        invalid("host", request -> request.with("host", "evil.example"), wrong),
        invalid("signed header", request -> request.with("x-extra", "2"), wrong),
        invalid("signed header twice", request -> request.plus("x-extra", "1"), wrong),
        invalid("signed header gone", request -> request.without("x-extra"), wrong),
        invalid(
            "operation",
            request -> request.with("x-amz-target", "secretsmanager.DeleteSecret"),
            wrong),
        invalid("time", request -> request.with("x-amz-date", "20261121T100001Z"), wrong),
        invalid(
            "other signature",
            request -> authorization(request, "Signature=", "Signature=00"),
            wrong),
        invalid(
            "signature of no digits",
            request -> authorization(request, "Signature=", "Signature=zz"),
            wrong),
        invalid(
            "x-amz header that is not signed",
            request -> request.with("x-amz-meta", "x"),
            "'x-amz-meta' must be a 'SignedHeader' in the AWS Authorization."),
        invalid(
            "host that is not signed",
            request -> authorization(request, "content-type;host;", "content-type;"),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
        invalid(
            "signature in header and query",
            request -> request.withTarget("/", "X-Amz-Algorithm=AWS4-HMAC-SHA256"),
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization'"),
        invalid(
            "region",
            request -> authorization(request, "eu-west-1", "Europe"),
            "Credential should be scoped to a valid region, not 'Europe'."),
        invalid("other region", request -> authorization(request, "eu-west-1", "eu-west-2"), wrong),
        invalid(
            "service",
            request -> authorization(request, "/secretsmanager/", "/kms/"),
            "Credential should be scoped to correct service: 'secretsmanager'."),
        invalid(
            "terminator",
            request -> authorization(request, "aws4_request", "aws5_request"),
            "Credential should be scoped with a valid terminator: 'aws4_request', not"
                + " 'aws5_request'."),
        invalid(
            "date of the scope",
            request -> authorization(request, "/20261121/", "/20261120/"),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                + " HTTP: '20261120' != '20261121', from '20261121T100000Z'."),
        invalid(
            "all of the scope",
            request -> authorization(request, "eu-west-1/secretsmanager/aws4_request", "a/b/c"),
            "Credential should be scoped to a valid region, not 'a'. Credential should be scoped to"
                + " correct service: 'secretsmanager'. Credential should be scoped with a valid"
                + " terminator: 'aws4_request', not 'c'."));
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatIsMissing(Attempt attempt) {
    AuthenticationFailed failure = failure(attempt.change.apply(SIGNER.sign(request(), NOW)));

    assertThat(failure.kind()).isEqualTo(attempt.kind);
    assertThat(failure.text()).startsWith(attempt.text);
  }

  static Stream<Attempt> saysWhatIsMissing() {
    return Stream.of(
        new Attempt(
            "no header",
            request -> request.without("authorization"),
            Kind.MISSING,
            "Missing Authentication Token"),
        new Attempt(
            "empty header",
            request -> request.with("authorization", " "),
            Kind.MISSING,
            "Missing Authentication Token"),
        new Attempt(
            "another scheme",
            request -> request.with("authorization", "Basic YTpi"),
            Kind.MISSING,
            "Missing Authentication Token"),
        incomplete(
            "two headers",
            request -> request.plus("authorization", request.header("authorization")),
            "Authorization header must be given exactly once."),
        incomplete(
            "another algorithm",
            request -> authorization(request, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now)."),
        incomplete(
            "everything but the algorithm",
            request -> request.with("authorization", "AWS4-HMAC-SHA256").without("x-amz-date"),
            "Authorization header requires 'Credential' parameter. Authorization header requires"
                + " 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."
                + " Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                + " header. (Hashed with SHA-256 and encoded with Base64) Authorization="),
        incomplete(
            "signature",
            request -> authorization(request, "Signature=", "Sign="),
            "Authorization header requires 'Signature' parameter. (Hashed"),
        incomplete(
            "time",
            request -> request.without("x-amz-date"),
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."),
        incomplete(
            "equal sign",
            request -> authorization(request, "Signature=", "Signature"),
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with"),
        incomplete(
            "signature twice",
            request -> authorization(request, "Signature=", "Signature=00, Signature="),
            "Authorization header must give 'Signature' exactly once."),
        incomplete(
            "element of the credential",
            request -> authorization(request, "/aws4_request", ""),
            "Credential must have exactly 5 slash-delimited elements, e.g."
                + " keyid/date/region/service/term, got 'AKIAALICE/20261121/eu-west-1/secretsmanager'"),
        incomplete(
            "form of the time",
            request -> request.with("x-amz-date", "2026-11-21T10:00:00Z"),
            "Date must be in ISO-8601 'basic format'. Got '2026-11-21T10:00:00Z'."),
        incomplete(
            "a day that exists",
            request -> request.with("x-amz-date", "20260230T100000Z"),
            "Date must be in ISO-8601 'basic format'. Got '20260230T100000Z'."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AKIANOBODY", "AKIAASLEEP", ""})
  void doesNotTellAnUnknownKeyFromAnInactiveOne(String id) {
    AuthenticationFailed failure =
        failure(
            new TestSigner(id.isEmpty() ? "-" : id, SECRET, "eu-west-1", "secretsmanager")
                .sign(request(), NOW));

    assertThat(failure.code()).isEqualTo("UnrecognizedClientException");
    assertThat(failure.text()).isEqualTo("The security token included in the request is invalid.");
  }

  @Test
  void asksForTheKeyOfASessionTogetherWithItsToken() {
    TestSigner session = new TestSigner("ASIASESSION", SECRET, "eu-west-1", "secretsmanager");
    keys.put("ASIASESSION+FQoG", credential("ASIASESSION", SECRET, true));

    assertTaken(session.sign(request().with("x-amz-security-token", "FQoG"), NOW));
    assertThat(failure(session.sign(request(), NOW)).kind()).isEqualTo(Kind.UNRECOGNIZED);
    assertThat(failure(SIGNER.sign(request().with("x-amz-security-token", "FQoG"), NOW)).kind())
        .isEqualTo(Kind.UNRECOGNIZED);
  }

  @Test
  void refusesASessionFromTheInstantAtWhichItEnds() {
    Credential session = credential("ASIASESSION", SECRET, true);
    keys.put(
        "ASIASESSION+FQoG",
        new Credential(
            session.accessKeyId(),
            session.secretAccessKey(),
            session.principal(),
            true,
            Optional.of(NOW.plusSeconds(900))));
    TestSigner signer = new TestSigner("ASIASESSION", SECRET, "eu-west-1", "secretsmanager");
    RawRequest request = request().with("x-amz-security-token", "FQoG");

    clock.advance(Duration.ofSeconds(899));
    assertTaken(signer.sign(request, clock.instant()));
    clock.advance(Duration.ofSeconds(1));
    AuthenticationFailed failure = failure(signer.sign(request, clock.instant()));
    assertThat(failure.code()).isEqualTo("ExpiredTokenException");
    assertThat(failure.text()).isEqualTo("The security token included in the request is expired");
  }

  @Test
  void explainsAWrongSignatureByAHashOnly() {
    RawRequest signed = SIGNER.sign(request(), NOW);
    String right = signed.header("authorization").replaceAll(".*Signature=", "");
    String text = failure(signed.withContent("{}")).text();

    assertThat(text).containsPattern("SHA-256 hash [0-9a-f]{64}\\.");
    assertThat(text).doesNotContain(right).doesNotContain(SECRET).doesNotContain("host:");
  }

  private static Attempt invalid(String name, UnaryOperator<RawRequest> change, String text) {
    return new Attempt(name, change, Kind.INVALID, text);
  }

  private static Attempt incomplete(String name, UnaryOperator<RawRequest> change, String text) {
    return new Attempt(name, change, Kind.INCOMPLETE, text);
  }

  private static RawRequest authorization(RawRequest request, String part, String replaced) {
    return request.with("authorization", request.header("authorization").replace(part, replaced));
  }

  private void assertTaken(RawRequest signed) {
    assertThatCode(() -> authenticator.authenticate(signed, "secretsmanager"))
        .doesNotThrowAnyException();
  }

  private AuthenticationFailed failure(RawRequest signed) {
    AuthenticationFailed failure =
        catchThrowableOfType(
            AuthenticationFailed.class, () -> authenticator.authenticate(signed, "secretsmanager"));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static Credential credential(String id, String secret, boolean active) {
    return new Credential(
        id,
        SecretValue.ofString(secret),
        Principal.administrator(new AccountId("000000000000")),
        active);
  }

  private static RawRequest request() {
    return RawRequest.of("POST", "/")
        .plus("host", "127.0.0.1:7117")
        .plus("content-type", "application/x-amz-json-1.1")
        .plus("user-agent", "test/1")
        .plus("x-amz-target", "secretsmanager.GetSecretValue")
        .withContent("{\"SecretId\":\"db\"}");
  }
}
