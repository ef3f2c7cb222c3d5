package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.Application;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands for accounts against a real server.
class AccountCommandTest {
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

  private int keyturn(String... arguments) {
    return keyturn(Map.of(), arguments);
  }

  private int keyturn(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of("account"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--endpoint", application.address().toString()));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            environment)
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(all.toArray(String[]::new));
  }

  @Test
  void showsTheAccessKeyOfANewAccountOnce() {
    assertThat(keyturn("create", "--id", "100000000001", "--name", "payments")).isZero();
    assertThat(out.toString())
        .containsPattern(
            """
            Account 100000000001
            Access key of its administrator: AKIA[A-Z2-7]{16}
            Its secret, which is shown this once: [A-Za-z0-9+/]{40}
            """);

    String secret = out.toString().strip().replaceAll("(?s).* ", "");
    out.getBuffer().setLength(0);
    assertThat(keyturn("list")).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^000000000000  AKIA[A-Z2-7]{16}$")
        .containsPattern("(?m)^100000000001  AKIA[A-Z2-7]{16}  payments$")
        .doesNotContain(secret);
  }

  @Test
  void writesTheAccessKeyToAFileOfItsOwnerOnly() throws Exception {
    Path file = folder.resolve("other.credentials");
    assertThat(
            keyturn("create", "--id", "100000000002", "--credentials", file.toString(), "--json"))
        .isZero();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    AccessKey key = AccessKey.ofProfile(file, "keyturn").orElseThrow();
    JsonNode answer = KeyturnClient.JSON.readTree(out.toString());
    assertThat(answer.path("AccountId").asString()).isEqualTo("100000000002");
    assertThat(answer.path("AccessKeyId").asString()).isEqualTo(key.id());
    assertThat(out.toString()).doesNotContain(key.secret().revealString());

    Map<String, String> asTheOther =
        Map.of(
            "AWS_ACCESS_KEY_ID", key.id(),
            "AWS_SECRET_ACCESS_KEY", key.secret().revealString());
    assertThat(keyturn(asTheOther, "list")).isEqualTo(1);
    assertThat(keyturn(asTheOther, "create", "--id", "100000000003")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "AccessDeniedException: User: arn:aws:iam::100000000002:root is not authorized to"
                + " perform: keyturn:CreateAccount on resource:"
                + " arn:aws:keyturn::000000000000:account/100000000003");
  }

  @Test
  void makesNoAccountWhoseAccessKeyCouldNotBeKept() throws Exception {
    Path file = Files.writeString(folder.resolve("mine"), "precious");
    assertThat(keyturn("create", "--id", "100000000004", "--credentials", file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("exists already. Name another.");
    assertThat(Files.readString(file)).isEqualTo("precious");
    assertThat(
            keyturn(
                "create",
                "--id",
                "100000000004",
                "--credentials",
                folder.resolve("nowhere/file").toString()))
        .isEqualTo(1);

    assertThat(keyturn("list")).isZero();
    assertThat(out.toString()).doesNotContain("100000000004");
  }

  @Test
  void leavesNoFileWhereNoAccountWasMade() {
    Path file = folder.resolve("refused.credentials");
    assertThat(keyturn("create", "--id", "0", "--credentials", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("ValidationException").contains("'accountId'");
    assertThat(file).doesNotExist();
    assertThat(keyturn("create", "--id", "000000000000")).isEqualTo(1);
    assertThat(err.toString()).contains("The account 000000000000 already exists.");
  }
}
