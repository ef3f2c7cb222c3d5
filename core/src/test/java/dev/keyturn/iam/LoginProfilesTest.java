package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.InvalidUserType;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Refusal.PasswordPolicyViolation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginProfilesTest {
  private static final SecretValue STRONG = SecretValue.ofString("Correct-Horse-1");
  private static final SecretValue OTHER = SecretValue.ofString("Battery-Staple-2");

  private final IdentitiesFixture iam = new IdentitiesFixture();

  private void create(SecretValue password) {
    iam.send(new LoginProfiles.CreateLoginProfile("alice", password, Optional.of(true)));
  }

  private void change(SecretValue from, SecretValue to) {
    Record _ = iam.send(iam.as("alice"), new LoginProfiles.ChangePassword(from, to), Record.class);
  }

  @Test
  void aProfileIsMadeOnce() {
    iam.createUser("alice");
    create(STRONG);
    LoginProfiles.Shown shown =
        iam.send(new LoginProfiles.GetLoginProfile("alice"), LoginProfiles.One.class)
            .loginProfile();
    assertThat(shown).isEqualTo(new LoginProfiles.Shown("alice", iam.clock.instant(), true));
    assertThatThrownBy(() -> create(STRONG)).isInstanceOf(EntityAlreadyExists.class);
    iam.send(new LoginProfiles.DeleteLoginProfile("alice"));
    assertThatThrownBy(() -> iam.send(new LoginProfiles.GetLoginProfile("alice")))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("Login Profile for User alice cannot be found.");
  }

  @Test
  void weakPasswordsAreRefused() {
    iam.createUser("alice");
    for (String weak : List.of("Sh0rt!", "alllowercase", "lower4nd2digits")) {
      assertThatThrownBy(() -> create(SecretValue.ofString(weak)))
          .as(weak)
          .isInstanceOf(PasswordPolicyViolation.class);
    }
  }

  @Test
  void usersChangeTheirOwnPasswordWhenTheyKnowIt() {
    iam.createUser("alice");
    create(STRONG);
    assertThatThrownBy(() -> change(OTHER, STRONG)).isInstanceOf(AccessDenied.class);
    change(STRONG, OTHER);
    change(OTHER, STRONG);
    assertThatThrownBy(() -> iam.send(new LoginProfiles.ChangePassword(STRONG, OTHER)))
        .isInstanceOf(InvalidUserType.class);
  }

  @Test
  void noPasswordIsAudited() {
    iam.createUser("alice");
    create(STRONG);
    change(STRONG, OTHER);
    assertThat(iam.audit.events().toString())
        .doesNotContain(STRONG.revealString(), OTHER.revealString());
  }
}
