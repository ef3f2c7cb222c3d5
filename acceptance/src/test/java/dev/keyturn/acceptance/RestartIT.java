package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

class RestartIT {

  @Test
  void everythingSurvivesARestart() throws Exception {
    String value = Evidence.secret(Program.randomText(32));
    try (Program program = Program.start("restart")) {
      String arn;
      try (SecretsManagerClient client = Sdk.client(program)) {
        arn =
            client
                .createSecret(r -> r.name("kept").secretString(value).description("for long"))
                .arn();
      }
      assertThat(program.terminate()).isIn(0, 143);
      program.startAgain();
      try (SecretsManagerClient client = Sdk.client(program)) {
        var read = client.getSecretValue(r -> r.secretId("kept"));
        assertThat(read.arn()).isEqualTo(arn);
        assertThat(read.secretString()).isEqualTo(value);
        assertThat(client.describeSecret(r -> r.secretId(arn)).description()).isEqualTo("for long");
      }
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() throws Exception {
    try (Program program = Program.start("twice")) {
      Process second = program.second();
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isNotZero();
      assertThat(Files.readString(program.log().toPath())).contains(program.data().toString());
      assertThat(program.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRequestInFlightIsAnsweredAfterSigterm() throws Exception {
    try (Program program = Program.start("drain")) {
      AtomicInteger answered = new AtomicInteger();
      try (SecretsManagerClient client = Sdk.client(program)) {
        CompletableFuture<Void> requests =
            CompletableFuture.runAsync(() -> writeUntilRefused(client, answered));
        Awaitility.await().until(() -> answered.get() > 20);
        Process process = program.askToEnd();
        requests.get(60, TimeUnit.SECONDS);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
      program.startAgain();
      try (SecretsManagerClient client = Sdk.client(program)) {
        int last = answered.get() - 1;
        assertThat(client.describeSecret(r -> r.secretId("drain-" + last)).name()).isNotEmpty();
        assertThatThrownBy(() -> client.describeSecret(r -> r.secretId("drain-" + (last + 1))))
            .as("nothing was done whose answer was cut off")
            .isInstanceOf(ResourceNotFoundException.class);
      }
    }
  }

  /// Ends when no new connection is taken any more, or one is closed before it was heard.
  private static void writeUntilRefused(SecretsManagerClient client, AtomicInteger answered) {
    String value = Evidence.secret(Program.randomText(32));
    try {
      while (true) {
        int number = answered.get();
        client.createSecret(r -> r.name("drain-" + number).secretString(value));
        answered.incrementAndGet();
      }
    } catch (SdkClientException _) {
      // What came of the last request is asked for after the restart.
    }
  }

  @Test
  void whatIsSecretIsReadableByItsOwnerOnly() throws Exception {
    try (Program program = Program.start("modes");
        var files = Files.walk(program.data())) {
      // What functions run with is no secret, and lies in a folder that nobody else may enter.
      Path functions = program.data().resolve("functions");
      for (Path path :
          files.filter(it -> it.equals(functions) || !it.startsWith(functions)).toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        assertThat(mode).as(path.toString()).endsWith("------");
      }
    }
  }
}
