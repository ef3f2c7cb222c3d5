package dev.keyturn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("keyturn.yaml"), text);
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    Path file = file("data: /file\nlisten: 127.0.0.1:1\ndrain-time: 1s\n");
    Settings settings =
        new SettingsReader()
            .file(file)
            .environment(Map.of("KEYTURN_DATA", "/environment", "KEYTURN_LISTEN", "127.0.0.1:2"))
            .option("--data", List.of("/option"))
            .read();
    assertThat(settings.text(Setting.DATA)).contains("/option");
    assertThat(settings.text(Setting.LISTEN)).contains("127.0.0.1:2");
    assertThat(settings.time(Setting.DRAIN_TIME)).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "lisen, listen",
    "tls-certificate, tls-cert",
    "traget-allow, target-allow",
    "bootstrap-acount, bootstrap-account"
  })
  void anUnknownKeyStopsTheStartWithASuggestion(String wrong, String right) {
    assertThatThrownBy(() -> new SettingsReader().file(file(wrong + ": x\n")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("Unknown setting " + wrong)
        .hasMessageEndingWith("Did you mean " + right + "?");
  }

  @Test
  void aKeyThatIsGivenTwiceStopsTheStart() {
    assertThatThrownBy(() -> new SettingsReader().file(file("listen: a:1\nlisten: b:1\n")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("twice (line 2)");
  }

  @Test
  void anUnknownVariableStopsTheStartWithASuggestion() {
    assertThatThrownBy(() -> new SettingsReader().environment(Map.of("KEYTURN_LISTN", "x")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessage("Unknown variable KEYTURN_LISTN. Did you mean KEYTURN_LISTEN?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEYTURN_HOME", "KEYTURN_JAVA_OPTS"})
  void aVariableThatNothingReadsIsNotPassedOver(String variable) {
    assertThatThrownBy(() -> new SettingsReader().environment(Map.of(variable, "x")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(variable);
  }

  @Test
  void somethingFarFromAllNamesGetsNoSuggestion() {
    assertThatThrownBy(() -> new SettingsReader().file(file("qqqqqqqqq: x\n")))
        .hasMessageEndingWith("See 'keyturn server --help' for all of them.");
  }

  @Test
  void theVariablesOfAKubernetesServiceNamedKeyturnAreNoSettings() {
    Settings settings =
        new SettingsReader()
            .environment(
                Map.of(
                    "KEYTURN_SERVICE_HOST", "10.0.0.1",
                    "KEYTURN_PORT", "tcp://10.0.0.1:7117",
                    "KEYTURN_PORT_7117_TCP_ADDR", "10.0.0.1",
                    "PATH", "/bin"))
            .read();
    assertThat(Setting.values()).noneMatch(settings::given);
  }

  @Test
  void aSecretComesFromAFileUnderEachForm() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "fromFile\n");
    SecretValue expected = SecretValue.ofString("fromFile");
    Setting setting = Setting.BOOTSTRAP_SECRET_ACCESS_KEY;
    assertThat(
            new SettingsReader()
                .environment(Map.of("KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY_FILE", secret.toString()))
                .read()
                .secret(setting))
        .contains(expected);
    assertThat(
            new SettingsReader()
                .option("--bootstrap-secret-access-key-file", List.of(secret.toString()))
                .read()
                .secret(setting))
        .contains(expected);
    assertThat(
            new SettingsReader()
                .file(file("bootstrap-secret-access-key-file: " + secret + "\n"))
                .read()
                .secret(setting))
        .contains(expected);
  }

  @Test
  void aSecretOnTheCommandLineIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() ->
            new SettingsReader().option("--bootstrap-secret-access-key", List.of("hunter2hunter2")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("--bootstrap-secret-access-key-file")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aSecretFileThatIsMissingIsNamed() {
    assertThatThrownBy(() ->
            new SettingsReader()
                .environment(Map.of("KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY_FILE", "/no/such/file")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("/no/such/file");
  }

  @Test
  void theMasterKeyItselfMayNotStandInTheFile() {
    assertThatThrownBy(() -> new SettingsReader().file(file("master-key: abc\n")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("Did you mean master-key-file?");
  }

  @Test
  void listsAndTablesHaveAFormInEachPlace() throws IOException {
    List<String> hosts = List.of("db.example", "10.0.0.0/8");
    Map<String, Map<String, String>> table = Map.of("F", Map.of("A", "x=y,z", "B", "2"));
    Settings inFile =
        new SettingsReader()
            .file(
                file(
                    """
                    target-allow:
                      - db.example
                      - 10.0.0.0/8
                    function-environment:
                      F:
                        A: 'x=y,z'
                        B: 2
                    """))
            .read();
    Settings inEnvironment =
        new SettingsReader()
            .environment(
                Map.of(
                    "KEYTURN_TARGET_ALLOW", "db.example, 10.0.0.0/8",
                    "KEYTURN_FUNCTION_ENVIRONMENT", "{\"F\":{\"A\":\"x=y,z\",\"B\":\"2\"}}"))
            .read();
    Settings asOptions =
        new SettingsReader()
            .option("--target-allow", hosts)
            .option("--function-environment", List.of("F.A=x=y,z", "F.B=2"))
            .read();
    for (Settings settings : List.of(inFile, inEnvironment, asOptions)) {
      assertThat(settings.list(Setting.TARGET_ALLOW)).isEqualTo(hosts);
      assertThat(settings.table(Setting.FUNCTION_ENVIRONMENT)).isEqualTo(table);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen: [1]|has no plain value",
        "target-allow: one|is a list",
        "function-environment: one|maps functions",
        "- a|not a list of",
        "a: b: c|is not YAML"
      })
  void aFileOfAnotherShapeIsRefusedByName(String text, String cause) {
    assertThatThrownBy(() -> new SettingsReader().file(file(text)))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("keyturn.yaml")
        .hasMessageContaining(cause);
  }

  @Test
  void anEmptyFileIsFine() throws IOException {
    assertThat(new SettingsReader().file(file("# nothing\n")).read().given(Setting.DATA)).isFalse();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> new SettingsReader().file(folder.resolve("none.yaml")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("none.yaml")
        .hasMessageContaining("--config");
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "20s,20000", "5m,300000", "1h,3600000"})
  void timesHaveUnits(String text, long milliseconds) {
    assertThat(
            new SettingsReader()
                .option("--drain-time", List.of(text))
                .read()
                .time(Setting.DRAIN_TIME))
        .isEqualTo(Duration.ofMillis(milliseconds));
  }

  @Test
  void aRefusalNamesWhereTheValueWasGiven() {
    Settings settings =
        new SettingsReader().environment(Map.of("KEYTURN_DRAIN_TIME", "soon")).read();
    assertThatThrownBy(() -> settings.time(Setting.DRAIN_TIME))
        .hasMessage("KEYTURN_DRAIN_TIME is a time such as 500ms, 20s or 5m, not 'soon'.");
  }

  @Test
  void everySettingSaysWhatItIs() {
    for (Setting setting : Setting.values()) {
      assertThat(setting.description()).as(setting.key()).endsWith(".");
      assertThat(Setting.of(setting.key())).contains(setting);
    }
  }
}
