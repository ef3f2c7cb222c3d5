package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.Application;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The commands against a real server.
class RotationCommandTest {
  @TempDir private static Path folder;
  private static Application application;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    application = FreshServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private int run(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.contains("--endpoint")) {
      all.addAll(List.of("--endpoint", application.address().toString()));
    }
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            environment)
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    return run(Map.of(), all.toArray(String[]::new));
  }

  @Test
  void anEmptyListSaysHowToBegin() {
    assertThat(run("rotation", "list")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("aws secretsmanager rotate-secret");
  }

  @Test
  void theListIsJsonWhenAskedFor() {
    assertThat(run("rotation", "list", "--json")).isZero();
    assertThat(JsonMapper.shared().readTree(out.toString()).path("Rotations").isEmpty()).isTrue();
  }

  @Test
  void aSecretThatDoesNotExistIsAFailureInTheServersWords() {
    assertThat(run("rotation", "show", "no/such/secret")).isEqualTo(1);
    assertThat(err.toString()).startsWith("keyturn: ResourceNotFoundException: ");
    assertThat(run("rotation", "retry", "no/such/secret")).isEqualTo(1);
  }

  @Test
  void anAccessKeyThatTheServerDoesNotKnowIsRefused() {
    Map<String, String> environment =
        Map.of("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY", "wrong");
    assertThat(run(environment, "rotation", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("UnrecognizedClientException").doesNotContain("wrong");
  }

  @Test
  void aProfileOfTheSharedFileWinsOverTheEnvironment() throws Exception {
    Path shared = folder.resolve("shared");
    Files.writeString(
        shared,
        "[default]\naws_access_key_id = AKIAWRONGWRONGWRONG1\naws_secret_access_key = x\n"
            + Files.readString(folder.resolve("data/credentials"))
                .replace("[keyturn]", "[ mine ]"));
    Map<String, String> environment =
        Map.of(
            "AWS_SHARED_CREDENTIALS_FILE", shared.toString(),
            "AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "wrong");
    assertThat(run(environment, "rotation", "list", "--profile", "mine"))
        .as(err.toString())
        .isZero();
  }

  @Test
  void anEndpointThatIsNoUrlIsNamed() {
    assertThat(run("rotation", "list", "--endpoint", "localhost:7117")).isEqualTo(1);
    assertThat(err.toString()).contains("localhost:7117 is no URL").contains("--endpoint");
  }
}
