package dev.keyturn.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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

  /// The expected signature was computed by botocore 1.43 for the same request.
  @Test
  void signsAsBotocoreDoes() throws Exception {
    AccessKey key = AccessKey.ofProfile(file, "keyturn").orElseThrow();
    Map<String, String> headers =
        new RequestSigner(key, "us-east-1", "secretsmanager")
            .sign(
                "127.0.0.1:7117",
                Map.of(
                    "content-type", "application/x-amz-json-1.1",
                    "x-amz-target", "secretsmanager.GetSecretValue"),
                "{\"SecretId\":\"a\"}".getBytes(UTF_8),
                Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(headers)
        .doesNotContainKey("host")
        .containsEntry("x-amz-date", "20261121T080000Z")
        .containsEntry(
            "authorization",
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20261121/us-east-1/secretsmanager/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date;x-amz-target,"
                + " Signature=0f8befef91ee9ba98f09b8b6e454270657f3f103f483d9d3ce0d39171e4105bd");
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
