package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.config.SettingsReader;
import dev.keyturn.server.http.SelfSigned;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a server whose certificate no public authority has signed.
class PrivateAuthorityTest {
  @TempDir private static Path folder;
  private static Application application;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    SelfSigned.issue("server", "EC", file("cert.pem"), file("key.pem"));
    SelfSigned.issue("another", "EC", file("other.pem"), file("other-key.pem"));
    application =
        Application.start(
            Config.of(
                new SettingsReader()
                    .option("--data", List.of(file("data").toString()))
                    .option("--listen", List.of("127.0.0.1:0"))
                    .option("--tls-cert", List.of(file("cert.pem").toString()))
                    .option("--tls-key", List.of(file("key.pem").toString()))
                    .read()),
            InstantSource.system());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private int list(Map<String, String> environment, String... more) {
    return list(application.address().toString(), environment, more);
  }

  private int list(String endpoint, Map<String, String> environment, String... more) {
    List<String> arguments = new ArrayList<>(List.of("rotation", "list", "--endpoint", endpoint));
    arguments.addAll(List.of("--data", file("data").toString()));
    arguments.addAll(Arrays.asList(more));
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            environment)
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(arguments.toArray(String[]::new));
  }

  @Test
  void theAuthorityIsNamedByAnOption() {
    assertThat(list(Map.of(), "--ca", file("cert.pem").toString())).as(err.toString()).isZero();
  }

  @Test
  void theAuthorityIsNamedByAVariable() {
    assertThat(list(Map.of("KEYTURN_CA", file("cert.pem").toString()))).as(err.toString()).isZero();
  }

  @Test
  void withoutItTheServerIsNotTrustedAndTheOptionIsNamed() {
    assertThat(list(Map.of())).isEqualTo(1);
    assertThat(err.toString()).contains("certificate").contains("--ca");
  }

  @Test
  void anotherAuthorityIsOfNoUse() {
    assertThat(list(Map.of(), "--ca", file("other.pem").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("--ca");
  }

  @Test
  void aServerUnderANameThatItsCertificateHasNotIsRefused() {
    String byName = application.address().toString().replace("127.0.0.1", "localhost");
    assertThat(list(byName, Map.of(), "--ca", file("cert.pem").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("localhost").contains("by a name that the certificate has");
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws Exception {
    Path empty = Files.writeString(file("empty.pem"), "");
    assertThat(list(Map.of(), "--ca", empty.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(empty.toString());
  }
}
