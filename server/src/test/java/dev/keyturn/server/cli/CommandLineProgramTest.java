package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.SettingsRefused;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineProgramTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(ServerStart start, Map<String, String> environment, String... arguments) {
    return new CommandLineProgram(start, environment)
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(arguments);
  }

  private int run(String... arguments) {
    return run(
        _ -> {
          throw new IllegalStateException("The store is broken. Mend it.");
        },
        Map.of(),
        arguments);
  }

  @Test
  void withoutACommandItShowsWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("server", "rotation", "version", "quickstart", "Examples:");
  }

  @Test
  void theEndOfTheOptionsIsNoCommand() {
    assertThat(run("--")).isZero();
    assertThat(out.toString()).contains("Usage: keyturn");
  }

  @Test
  void anArgumentThatIsCalledServerIsNotTheCommand() {
    assertThat(CommandLineProgram.isServer("server", "--listen", "0.0.0.0:1")).isTrue();
    assertThat(CommandLineProgram.isServer("function", "new", "server")).isFalse();
    assertThat(CommandLineProgram.isServer()).isFalse();
    assertThat(run("help", "server")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "server --help",
        "help server",
        "rotation --help",
        "rotation show --help",
        "rotation list --help",
        "rotation retry --help",
        "function --help",
        "function list --help",
        "function new --help",
        "function test --help"
      })
  void everyCommandHelpsWithAnExample(String arguments) {
    assertThat(run(arguments.split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: keyturn").containsIgnoringCase("Example");
  }

  @Test
  void theServersHelpNamesEverySetting() {
    run("server", "--help");
    for (Setting setting : Setting.values()) {
      if (setting.kind() != Setting.Kind.ENVIRONMENT) {
        assertThat(out.toString()).contains("--" + setting.key());
      }
    }
  }

  @Test
  void theVersionIsShown() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("keyturn ");
  }

  @Test
  void anUnknownOptionIsAWrongQuestionWithASuggestion() {
    assertThat(run("server", "--lisen", "127.0.0.1:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--lisen").contains("--listen");
  }

  @Test
  void anUnknownCommandIsAWrongQuestion() {
    assertThat(run("sever")).isEqualTo(2);
    assertThat(err.toString()).contains("server");
  }

  @Test
  void aFailureIsOneLineWithoutAStackTrace() {
    assertThat(run("server")).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("keyturn: The store is broken. Mend it.");
  }

  @Test
  void optionsReachTheServerBeforeTheEnvironment() {
    run(
        settings -> {
          throw new SettingsRefused(
              settings.textOrDefault(Setting.DATA)
                  + " "
                  + settings.textOrDefault(Setting.LISTEN)
                  + " "
                  + settings.flag(Setting.ALLOW_INSECURE_LISTEN)
                  + " "
                  + settings.list(Setting.TARGET_ALLOW)
                  + " "
                  + settings.table(Setting.FUNCTION_ENVIRONMENT));
        },
        Map.of("KEYTURN_DATA", "/environment", "KEYTURN_LISTEN", "127.0.0.1:9"),
        "server",
        "--data",
        "/option",
        "--allow-insecure-listen",
        "--target-allow",
        "10.0.0.0/8",
        "--target-allow=fd00::/8",
        "--function-environment",
        "F.EXCLUDE_CHARACTERS=/@\"'\\,=");
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "keyturn: /option 127.0.0.1:9 true [10.0.0.0/8, fd00::/8] {F={EXCLUDE_CHARACTERS=/@\"'\\,=}}");
  }

  @Test
  void aRefusedSettingIsAWrongQuestion() {
    assertThat(
            run(
                _ -> {
                  throw new IllegalStateException();
                },
                Map.of("KEYTURN_LISTN", "x"),
                "server"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean KEYTURN_LISTEN?");
  }

  @Test
  void aClientWithoutAnAccessKeySaysWhereItLooked() {
    assertThat(
            run(
                _ -> {
                  throw new IllegalStateException();
                },
                Map.of("AWS_SHARED_CREDENTIALS_FILE", "/no/such/file"),
                "rotation",
                "list",
                "--data",
                "/no/such/folder"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("/no/such/folder/credentials").contains("--data");
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    assertThat(
            run(
                _ -> {
                  throw new IllegalStateException();
                },
                Map.of("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY", "s"),
                "rotation",
                "show",
                "app",
                "--endpoint",
                "http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("http://127.0.0.1:1").contains("keyturn server");
  }
}
