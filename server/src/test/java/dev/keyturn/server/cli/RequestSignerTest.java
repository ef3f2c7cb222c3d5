package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.key.SecretValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestSignerTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void credentials() throws Exception {
    file =
        Files.writeString(
            folder.resolve("credentials"),
            """
            [other]
            aws_access_key_id = OTHER
            aws_secret_access_key = other
            [keyturn]
            aws_access_key_id = AKIDEXAMPLE
            aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
            """);
  }

  @Test
  void theTokenOfASessionIsSigned() {
    AccessKey key =
        new AccessKey("ASIDEXAMPLE", SecretValue.ofString("secret"), Optional.of("the token"));
    Map<String, String> headers =
        new RequestSigner(key, "us-east-1", "secretsmanager")
            .sign("127.0.0.1:7117", Map.of(), new byte[0], Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(headers).containsEntry("x-amz-security-token", "the token");
    assertThat(headers.get("authorization"))
        .contains("ASIDEXAMPLE/20261121/us-east-1/secretsmanager/aws4_request")
        .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
  }

  @Test
  void readsTheProfileThatWasAskedFor() {
    assertThat(AccessKey.ofProfile(file, "keyturn")).map(AccessKey::id).contains("AKIDEXAMPLE");
    assertThat(AccessKey.ofProfile(file, "other"))
        .map(key -> key.secret().revealString())
        .contains("other");
  }

  @Test
  void aProfileOrAFileThatIsNotThereHasNoKey() {
    assertThat(AccessKey.ofProfile(file, "none")).isEmpty();
    assertThat(AccessKey.ofProfile(folder.resolve("none"), "keyturn")).isEmpty();
  }
}
