package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keyturn.acceptance.kit.Authority;
import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.Strategy;
import dev.keyturn.acceptance.kit.Target;
import dev.keyturn.acceptance.kit.Tool;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A server that trusts another private authority than the one that signed the targets'
/// certificates tells them nothing.
class WrongAuthorityIT {
  private static Program program;

  @BeforeAll
  static void start() throws Exception {
    String other = Authority.create("other-authority").authority().toString();
    program = Program.start("wrong-authority", "--target-ca", other);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  static Stream<Arguments> enginesWithTls() {
    return Stream.of(
        arguments(Engine.POSTGRESQL, Strategy.SINGLE_USER),
        arguments(Engine.MARIADB, Strategy.SINGLE_USER),
        arguments(Engine.REDIS, Strategy.OWN_TWO_PASSWORDS));
  }

  @ParameterizedTest
  @MethodSource("enginesWithTls")
  void aTargetItDoesNotTrustIsRefusedAndNothingChanges(Engine engine, Strategy strategy)
      throws Exception {
    Target target = engine.target();
    RotatedSecret secret = RotatedSecret.create(program, target, strategy);
    String before = secret.current();
    String pending = secret.begin();
    Tool rotation = Tool.rotation(program);

    String shown =
        Awaitility.await("a failed attempt")
            .atMost(Duration.ofMinutes(1))
            .until(() -> rotation.run("show", secret.id()).output(), text -> text.contains("TLS"));

    assertThat(shown)
        .contains("setSecret", "Wrong            failed", "Log-in as " + secret.id())
        .contains("localhost", "--target-ca");
    assertThat(secret.labels())
        .containsEntry(before, List.of("AWSCURRENT"))
        .containsEntry(pending, List.of("AWSPENDING"));
    assertThat(secret.credentials(before).open(target)).isTrue();
    assertThat(secret.credentials(pending).open(target)).isFalse();
  }
}
