package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.config.SettingsRefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionVariablesTest {
  private static final String FUNCTION = "SecretsManagerRDSPostgreSQLRotationSingleUser";

  private final BuiltInFunctions functions =
      BuiltInFunctions.over(
          TargetPolicy.of(List.of(), List.of(), List::of), TargetTrust.of(Optional.empty()));

  @Test
  void everyVariableThatAFunctionTakesIsKnown() {
    BuiltInFunctions.VARIABLES.forEach(variable ->
        assertThatCode(
                () -> FunctionVariables.require(Map.of(FUNCTION, Map.of(variable, "1")), functions))
            .doesNotThrowAnyException());
  }

  @Test
  void aMisspelledVariableStopsTheStartWithASuggestion() {
    assertThatThrownBy(() ->
            FunctionVariables.require(Map.of(FUNCTION, Map.of("PASWORD_LENGTH", "40")), functions))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("PASWORD_LENGTH")
        .hasMessageEndingWith("Did you mean PASSWORD_LENGTH?");
  }

  @Test
  void aMisspelledFunctionStopsTheStartWithASuggestion() {
    assertThatThrownBy(() ->
            FunctionVariables.require(
                Map.of(FUNCTION.replace("Single", "Singel"), Map.of()), functions))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageEndingWith("Did you mean " + FUNCTION + "?");
  }
}
