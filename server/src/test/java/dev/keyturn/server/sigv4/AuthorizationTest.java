package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String TOKEN = "token-of-a-session";
  private static final TestSigner SIGNER =
      new TestSigner("ASIAALICE", "secret", "eu-west-1", "secretsmanager");

  @Test
  void printsWhoSignedButNeitherSignatureNorToken() throws Exception {
    RawRequest request =
        RawRequest.of("GET", "/?Action=GetCallerIdentity").with("host", "localhost");
    assertPrintsNoSecret(
        Authorization.of(SIGNER.sign(request.with("x-amz-security-token", TOKEN), NOW)));
    assertPrintsNoSecret(Authorization.of(SIGNER.presign(request, NOW, 60, Optional.of(TOKEN))));
  }

  private static void assertPrintsNoSecret(Authorization authorization) {
    assertThat(authorization.sessionToken()).contains(TOKEN);
    assertThat(authorization.toString())
        .contains("ASIAALICE/20261121/eu-west-1/secretsmanager/aws4_request")
        .doesNotContain(TOKEN, authorization.signature());
  }
}
