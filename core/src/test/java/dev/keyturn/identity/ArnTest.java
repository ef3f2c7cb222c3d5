package dev.keyturn.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
  @Test
  void anArnHasSixPartsAndTheLastMayHoldColons() {
    assertThat(Arn.parse("arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"))
        .contains(
            new Arn("aws", "secretsmanager", "eu-west-1", "111122223333", "secret:app-AbCdEf"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:s3:::bucket",
        "arn:::::x",
        "arn:aws:iam::111122223333:root",
        "arn:a:b:c:d::"
      })
  void anArnReadsAsItIsWritten(String text) {
    assertThat(Arn.parse(text).orElseThrow()).hasToString(text);
    assertThat(Arn.accountIn(text)).isEqualTo(Arn.parse(text).map(Arn::account));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "arn",
        "arn:",
        "arn:a:b:c:d",
        "arn:a:b:c:d:",
        "::::::",
        "urn:a:b:c:d:e",
        "arn :a:b:c:d:e",
        "a:b:c:d:e:f"
      })
  void anythingElseIsNone(String text) {
    assertThat(Arn.parse(text)).isEmpty();
    assertThat(Arn.accountIn(text)).isEmpty();
  }
}
