package dev.keyturn.rotators.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.LoginEngine.Traits;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UserPairTest {
  private static final Traits TRAITS =
      new Traits("postgres", Set.of("postgres"), 5432, "postgres", "", "_clone", 63);

  private static LoginSecret secret(String user, String host, String more) throws StepFailed {
    String json =
        "{\"engine\":\"postgres\",\"host\":\"%s\",\"username\":\"%s\",\"password\":\"x\"%s}"
            .formatted(host, user, more);
    return LoginSecret.parse(SecretValue.ofString(json), TRAITS);
  }

  private static String next(LoginSecret current, Optional<LoginSecret> previous)
      throws StepFailed {
    return UserPair.of(current, previous, TRAITS).next();
  }

  @Test
  void aNameWithoutTheSuffixIsTheBase() throws StepFailed {
    assertThat(next(secret("app", "db", ""), Optional.empty())).isEqualTo("app_clone");
  }

  @Test
  void aNameWithTheSuffixIsTheCloneOfTheUserThatThePreviousVersionNames() throws StepFailed {
    assertThat(next(secret("app_clone", "db", ""), Optional.of(secret("app", "db", ""))))
        .isEqualTo("app");
  }

  @Test
  void aNameThatEndsInTheSuffixFromTheStartIsAskedFor() {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> next(secret("queue_clone", "db", ""), Optional.empty()));
    assertThat(failed).hasMessageContaining("Nothing says whether user queue_clone");
    assertThat(failed.remedy())
        .contains("\"baseuser\": \"queue\"")
        .contains("\"baseuser\": \"queue_clone\"");
  }

  @Test
  void aPreviousVersionOfAnotherServerSaysNothing() {
    assertThat(
            catchThrowableOfType(
                StepFailed.class,
                () -> next(secret("app_clone", "db", ""), Optional.of(secret("app", "db2", "")))))
        .isNotNull();
  }

  @Test
  void baseuserAnswersEitherWay() throws StepFailed {
    assertThat(next(secret("app_clone", "db", ",\"baseuser\":\"app\""), Optional.empty()))
        .isEqualTo("app");
    assertThat(next(secret("q_clone", "db", ",\"baseuser\":\"q_clone\""), Optional.empty()))
        .isEqualTo("q_clone_clone");
  }

  @Test
  void aBaseThatEndsInTheSuffixIsKnownAgainByThePreviousVersion() throws StepFailed {
    LoginSecret clone = secret("q_clone_clone", "db", "");
    LoginSecret base = secret("q_clone", "db", "");
    assertThat(next(clone, Optional.of(base))).isEqualTo("q_clone");
    assertThat(next(base, Optional.of(clone))).isEqualTo("q_clone_clone");
  }

  @Test
  void baseuserThatFitsNeitherNameIsRefused() {
    assertThat(
            catchThrowableOfType(
                StepFailed.class,
                () -> next(secret("app", "db", ",\"baseuser\":\"other\""), Optional.empty())))
        .hasMessageContaining("baseuser of the secret JSON is other");
  }

  @Test
  void aCloneWhoseNameWouldBeCutIsRefused() throws StepFailed {
    assertThat(next(secret("a".repeat(57), "db", ""), Optional.empty())).hasSize(63);
    assertThat(
            catchThrowableOfType(
                StepFailed.class, () -> next(secret("a".repeat(58), "db", ""), Optional.empty())))
        .hasMessageContaining("would exceed 63 bytes");
    assertThat(
            catchThrowableOfType(
                StepFailed.class, () -> next(secret("ü".repeat(29), "db", ""), Optional.empty())))
        .hasMessageContaining("would exceed 63 bytes");
  }
}
