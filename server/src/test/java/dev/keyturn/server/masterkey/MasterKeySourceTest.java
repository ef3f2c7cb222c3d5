package dev.keyturn.server.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.masterkey.MasterKeySource.FromCommand;
import dev.keyturn.server.masterkey.MasterKeySource.Given;
import dev.keyturn.server.masterkey.MasterKeySource.InFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeySourceTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @TempDir private Path folder;

  private Path file(String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("master.key"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static byte[] bytes(MasterKeySource source) {
    return source.read().orElseThrow().revealBytes();
  }

  @Test
  void aFileOfItsOwnerIsRead() throws IOException {
    assertThat(bytes(new InFile(file(KEY + "\n", "rw-------")))).hasSize(32).startsWith(0, 1, 2);
    assertThat(bytes(new InFile(file(KEY, "r--------")))).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void aFileThatOthersMayUseIsRefusedWithTheRemedy(String permissions) throws IOException {
    InFile source = new InFile(file(KEY, permissions));
    assertThatThrownBy(source::read)
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageEndingWith("Run: chmod 600 " + source.path());
  }

  @Test
  void aMissingFileIsNoKey() {
    assertThat(new InFile(folder.resolve("none")).read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not base64 !", "c2hvcnQ=", "AAAA"})
  void whatIsNoKeyIsRefusedWithoutShowingIt(String text) throws IOException {
    InFile source = new InFile(file(text, "rw-------"));
    assertThatThrownBy(source::read)
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("base64 of 32 bytes")
        .hasMessageNotContaining("c2hvcnQ");
  }

  @Test
  void aNewFileIsTheOwnersAndReadsBack() throws IOException {
    Path path = folder.resolve("elsewhere/deep/master.key");
    MasterKeyText made = MasterKeyText.generate();
    new MasterKeyFile(path).create(made);
    assertThat(bytes(new InFile(path))).isEqualTo(made.revealBytes());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void anExistingFileIsNeverReplaced() throws IOException {
    Path path = file(KEY, "rw-------");
    assertThatThrownBy(() -> new MasterKeyFile(path).create(MasterKeyText.generate()))
        .isInstanceOf(MasterKeyUnavailable.class);
    assertThat(Files.readString(path)).isEqualTo(KEY);
  }

  @Test
  void aValueOfTheEnvironmentIsRead() {
    assertThat(bytes(new Given(SecretValue.ofString(KEY)))).hasSize(32);
  }

  @Test
  void aCommandsOutputIsRead() {
    assertThat(bytes(new FromCommand(List.of("printf", "%s\n", KEY)))).hasSize(32);
  }

  @Test
  void aCommandIsCalledWithoutAShell() {
    assertThatThrownBy(() -> new FromCommand(List.of("echo", "$HOME; echo " + KEY)).read())
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("the command echo");
  }

  @Test
  void aCommandThatFailsIsRefused() {
    assertThatThrownBy(
            () -> new FromCommand(List.of("sh", "-c", "echo " + KEY + "; exit 3")).read())
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("ended with code 3");
  }

  @Test
  void aCommandThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new FromCommand(List.of("/no/such/program")).read())
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("/no/such/program")
        .hasMessageContaining("cannot be started");
  }

  @Test
  void aCommandSeesNoSettingOfTheServer() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of("KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", "secret", "PATH", "/bin", "HOME", "/"));
    MasterKeyCommand.withoutSettings(environment);
    assertThat(environment).containsOnlyKeys("PATH", "HOME");
  }

  @Test
  void aCommandThatDoesNotEndIsStopped() {
    MasterKeyCommand command =
        new MasterKeyCommand(List.of("sleep", "600"), Duration.ofMillis(200));
    assertThatThrownBy(command::read)
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("did not end");
  }

  @Test
  void aKeyDoesNotPrintItself() {
    assertThat(MasterKeyText.generate()).hasToString("MasterKeyText[redacted]");
    assertThat(new Given(SecretValue.ofString(KEY)).toString()).doesNotContain(KEY);
  }
}
