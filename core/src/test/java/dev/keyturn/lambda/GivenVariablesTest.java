package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.function.Variables;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenVariablesTest {
  private static Variables of(Map<String, String> values) {
    return GivenVariables.of(FunctionsFixture.environment(values));
  }

  private static Optional<List<Destination>> egress(String list) {
    return EgressList.of(Variables.of(Map.of(EgressList.VARIABLE, list)));
  }

  @Test
  void reservedNamesAreRefusedInAwsWords() {
    assertThatThrownBy(() -> of(Map.of("AWS_REGION", "x", "FREE", "y", "_HANDLER", "z")))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage(
            "Lambda was unable to configure your environment variables because the environment"
                + " variables you have provided contains reserved keys that are currently not"
                + " supported for modification. Reserved keys used in this request: AWS_REGION,"
                + " _HANDLER");
  }

  @Test
  void thisServersNamesAreRefusedButForTheEgressList() {
    assertThatThrownBy(() -> GivenVariables.demandNotOurs(Set.of("KEYTURN_MASTER_KEY")))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("KEYTURN_MASTER_KEY cannot be set")
        .hasMessageContaining("only KEYTURN_EGRESS has a meaning");
    GivenVariables.demandNotOurs(Set.of("KEYTURN_EGRESS", "MY_KEYTURN_NAME"));
    assertThat(of(Map.of("KEYTURN_USER_HOST", "%")).names()).hasSize(1);
  }

  @Test
  void fourKilobytesAreTheMostAndNoTextShowsThem() {
    assertThat(of(Map.of("A", "x".repeat(4095))).names()).containsExactly("A");
    assertThatThrownBy(() -> of(Map.of("A", "hunter2".repeat(600))))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageEndingWith("exceeded the 4KB limit.")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatNoEnvironmentCanHoldIsRefused() {
    for (Map<String, String> each :
        List.of(Map.of("A", "a\0b"), Map.of("", "x"), Map.of("A=B", "x"), Map.of("A\0", "x"))) {
      assertThatThrownBy(() -> of(each)).isInstanceOf(InvalidParameterValue.class);
    }
  }

  @Test
  void anEgressListIsReadEntryByEntry() {
    assertThat(EgressList.of(Variables.NONE)).isEmpty();
    assertThat(egress("")).contains(List.of());
    assertThat(egress(" ")).contains(List.of());
    assertThat(egress("db.example.org:5432, 10.0.0.5:6379"))
        .contains(
            List.of(new Destination("db.example.org", 5432), new Destination("10.0.0.5", 6379)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.example.org",
        "db.example.org:",
        ":5432",
        "db.example.org:0",
        "db.example.org:65536",
        "db.example.org:99999999999",
        "[::1]:5432",
        "fe80::1:5432",
        "https://db.example.org:443",
        "db example:5432",
        "-db:1",
        "*:443",
        "10.0.0.0/8:443"
      })
  void anEntryThatCannotBeIsNamed(String entry) {
    assertThatThrownBy(() -> egress("fine:1," + entry))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("The entry '" + entry + "' of the environment variable");
  }

  @Test
  void entriesBetweenCommasMustNotBeEmptyOrTooMany() {
    assertThatThrownBy(() -> egress("a:1,,b:2")).isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> egress("a:1,")).isInstanceOf(InvalidParameterValue.class);
    assertThat(egress("a:1" + ",a:1".repeat(63)).orElseThrow()).hasSize(64);
    assertThatThrownBy(() -> egress("a:1" + ",a:1".repeat(64)))
        .isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void sealedVariablesOpenForTheirFunctionOnly() {
    VariableSeal seal = new VariableSeal(AesMasterKey.of(new byte[32]));
    Map<String, String> values = new HashMap<>(Map.of("A", "hunter2", "B", "", "C", "ä😀"));
    Optional<SealedVariables> sealed = seal.seal("one", Variables.of(values));
    assertThat(sealed.orElseThrow().sealed()).doesNotContain("hunter2");
    assertThat(seal.open("one", sealed).revealAll()).isEqualTo(values);
    assertThatThrownBy(() -> seal.open("two", sealed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("function two");
    assertThat(seal.seal("one", Variables.NONE)).isEmpty();
    assertThat(seal.open("one", Optional.empty())).isEqualTo(Variables.NONE);
  }
}
