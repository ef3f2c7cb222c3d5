package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionReferenceTest {
  private static final Call CALL = new Call(SecretsFixture.ADMINISTRATOR, "request", Instant.EPOCH);

  private static FunctionReference of(String text, String beside) {
    return FunctionReference.of(CALL, text, Optional.of(beside));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          rotator,                                                        ''
          rotator:$LATEST,                                                $LATEST
          rotator:7,                                                      7
          rotator:live,                                                   live
          function:rotator,                                               ''
          111122223333:function:rotator,                                  ''
          111122223333:function:rotator:live,                             live
          111122223333:rotator,                                           ''
          arn:aws:lambda:eu-west-1:111122223333:function:rotator,         ''
          arn:aws:lambda:eu-west-1:111122223333:function:rotator:live,    live
          arn:aws:lambda:eu-west-1:111122223333:function:rotator:$LATEST, $LATEST
          """)
  void everyFormMeansTheSameFunction(String text, String qualifier) {
    FunctionReference named = of(text, "");
    assertThat(named.home()).isEqualTo(FunctionsFixture.HOME);
    assertThat(named.name()).isEqualTo("rotator");
    assertThat(named.qualifier().orElse("")).isEqualTo(qualifier);
  }

  @Test
  void aQualifierMayStandBesideAndInTheNameIfItIsTheSame() {
    assertThat(of("rotator", "live").qualifier()).contains("live");
    assertThat(of("rotator:live", "live").qualifier()).contains("live");
    assertThatThrownBy(() -> of("rotator:live", "7"))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage(
            "The derived qualifier from the function name does not match the specified qualifier.");
  }

  @Test
  void anotherAccountIsMeantByItsNumber() {
    FunctionReference named = of("444455556666:function:rotator", "");
    assertThat(named.home().account().value()).isEqualTo("444455556666");
  }

  @Test
  void anotherRegionIsNotReachable() {
    assertThatThrownBy(() -> of("arn:aws:lambda:us-east-1:111122223333:function:rotator", ""))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Functions from 'us-east-1' are not reachable in this region ('eu-west-1')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a:b:c",
        "../rotator",
        "arn:aws:lambda:eu-west-1:function:rotator",
        "arn:aws:lambda:eu-west-1:111122223333:layer:one:two",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:one",
        "rotätor"
      })
  void whatIsNoNameIsRefused(String text) {
    assertThatThrownBy(() -> of(text, "")).isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void aNameHasAtMost64Characters() {
    assertThat(of("a".repeat(64), "").name()).hasSize(64);
    assertThatThrownBy(() -> of("a".repeat(65), "")).isInstanceOf(InvalidParameterValue.class);
  }
}
