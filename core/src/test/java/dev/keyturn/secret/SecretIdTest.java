package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretIdTest {
  private final SecretsFixture fixture = new SecretsFixture();

  @Test
  void aSecretIsFoundByNameByFullArnAndByPartialArn() {
    String arn = fixture.create("prod/App", "s3cret").arn();
    assertThat(arn)
        .matches("arn:aws:secretsmanager:eu-west-1:" + ACCOUNT + ":secret:prod/App-[A-Za-z0-9]{6}");
    assertThat(fixture.read("prod/App")).isEqualTo("s3cret");
    assertThat(fixture.read(arn)).isEqualTo("s3cret");
    assertThat(fixture.read(arn.substring(0, arn.length() - 7))).isEqualTo("s3cret");
  }

  @Test
  void aPartialArnThatLooksFullFindsNothingButTheNameDoes() {
    String arn = fixture.create("MySecret-a1b2c3", "s3cret").arn();
    assertThat(fixture.read("MySecret-a1b2c3")).isEqualTo("s3cret");
    assertThat(fixture.read(arn)).isEqualTo("s3cret");
    assertNotFound(arn.substring(0, arn.length() - 7));
  }

  @Test
  void aRecreatedNameDoesNotAnswerToItsOldArn() {
    String old = fixture.create("app", "one").arn();
    assertThat(fixture.read("app")).isEqualTo("one");
    fixture.send(DeleteSecretTest.force("app"), DeleteSecret.Output.class);
    String recreated = fixture.create("app", "two").arn();
    assertThat(recreated).isNotEqualTo(old);
    assertNotFound(old);
    assertThat(fixture.read("app")).isEqualTo("two");
  }

  @Test
  void aNameIsToldFromThoseThatBeginWithIt() {
    for (String name : List.of("app-+", "app-z", "app-abcdef", "app-+bcdef", "app-", "app")) {
      assertNotFound(name);
      fixture.create(name, "of " + name);
    }
    for (String name : List.of("app-+", "app-z", "app-abcdef", "app-+bcdef", "app-", "app")) {
      assertThat(fixture.read(name)).isEqualTo("of " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a:b", "ä", "secret*", "arn"})
  void aNameWithOtherCharactersIsRefusedBeforeItIsLookedUp(String name) {
    if (name.equals("arn")) {
      assertNotFound(name);
      return;
    }
    assertThatThrownBy(() -> fixture.describe(name))
        .isInstanceOf(Validation.class)
        .hasMessage(
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
                + " following: -/_+=.@!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:",
        "arn:aws:secretsmanager:eu-west-1:111122223333",
        "arn:aws:secretsmanager:eu-west-1:111122223333:app",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-abcdef",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:no\0ne-abcdef",
        "arn:aws:kms:eu-west-1:111122223333:secret:app",
        "none"
      })
  void whatMeansNoSecretIsNotFound(String secretId) {
    fixture.create("app", "s3cret");
    assertNotFound(secretId);
  }

  @Test
  void aSecretIsNotFoundFromAnotherRegion() {
    String arn = fixture.create("app", "s3cret").arn();
    var elsewhere = SecretsFixture.administrator(ACCOUNT, new Region("us-east-1"));
    for (String id : new String[] {"app", arn}) {
      assertThatThrownBy(() ->
              fixture.send(elsewhere, new DescribeSecret.Input(id), DescribeSecret.Output.class))
          .isInstanceOf(ResourceNotFound.class);
    }
  }

  @Test
  void aSecretOfAnotherAccountIsDeniedWhetherItExistsOrNot() {
    String arn = fixture.create("app", "s3cret").arn();
    var stranger =
        SecretsFixture.administrator(new AccountId("999988887777"), SecretsFixture.REGION);
    for (String id : new String[] {arn, arn.replace("secret:app", "secret:none")}) {
      assertThatThrownBy(() ->
              fixture.send(stranger, new DescribeSecret.Input(id), DescribeSecret.Output.class))
          .isInstanceOf(AccessDenied.class)
          .hasMessage(
              "User: arn:aws:iam::999988887777:root is not authorized to perform:"
                  + " secretsmanager:DescribeSecret on resource: "
                  + id
                  + " because no resource-based policy allows the secretsmanager:DescribeSecret"
                  + " action");
    }
  }

  private void assertNotFound(String secretId) {
    assertThatThrownBy(() -> fixture.describe(secretId))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Secrets Manager can't find the specified secret.");
  }
}
