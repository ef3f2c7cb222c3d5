package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.ACCOUNT;
import static dev.keyturn.lambda.CallsFixture.BUILT_IN;
import static dev.keyturn.lambda.CallsFixture.FOREIGN;
import static dev.keyturn.lambda.CallsFixture.HOME;
import static dev.keyturn.lambda.CallsFixture.arn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.Variables;
import dev.keyturn.lambda.FunctionRepository.Kept;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuiltInFunctionsTest {
  private final CallsFixture lambda = new CallsFixture();
  private final BuiltInSettings settings = new BuiltInSettings(lambda.store, lambda.master);

  @Test
  void theyStandAmongTheOthers() {
    lambda.make("Alpha");
    lambda.make("Zeta");
    assertThat(lambda.repository.functions(HOME))
        .extracting(it -> it.body().name())
        .containsExactly("Alpha", BUILT_IN, "Zeta");
    Home elsewhere = new Home(FOREIGN, SecretsFixture.REGION);
    assertThat(lambda.repository.functions(elsewhere))
        .extracting(it -> it.body().name())
        .containsExactly(BUILT_IN);
    Function function = lambda.repository.function(HOME, BUILT_IN).orElseThrow().body();
    assertThat(function.latest().description()).isEqualTo("Rotates PostgreSQL users.");
    assertThat(function.latest().role()).isEqualTo("arn:aws:iam::111122223333:role/" + BUILT_IN);
    assertThat(lambda.store.scan(Home.FUNCTIONS, "", "", 10)).as("nothing is written").hasSize(2);
  }

  @Test
  void theyHavePoliciesAndTagsInEachAccountItsOwn() {
    lambda.permit(BUILT_IN, Optional.empty());
    assertThat(
            lambda
                .send(
                    new PolicyOperations.GetPolicy(BUILT_IN, Optional.empty()),
                    PolicyOperations.Shown.class)
                .policy())
        .contains("SecretsManagerAccess", arn(BUILT_IN).toString());
    Nothing _ =
        lambda.send(
            new TagOperations.TagResource(arn(BUILT_IN).toString(), Map.of("team", "blue")),
            Nothing.class);
    Kept<Function> kept = lambda.repository.function(HOME, BUILT_IN).orElseThrow();
    assertThat(kept.revision()).isEqualTo(2);
    assertThat(kept.body().tags()).containsEntry("team", "blue");
    assertThat(BuiltInDocuments.isBuiltIn(kept.body())).isTrue();
    assertThat(
            lambda
                .repository
                .function(new Home(FOREIGN, SecretsFixture.REGION), BUILT_IN)
                .orElseThrow()
                .body()
                .tags())
        .isEmpty();
  }

  @Test
  void whatWasSetIsForWhoRunsThem() {
    assertThat(settings.of(arn(BUILT_IN))).isEqualTo(BuiltInSettings.NONE);
    VariableSeal seal = new VariableSeal(lambda.master);
    Function _ =
        lambda.repository.change(
            lambda.found(BUILT_IN),
            function -> {
              Configuration before = function.latest();
              return function.with(
                  new Configuration(
                      before.version(),
                      before.revision(),
                      before.modified(),
                      before.description(),
                      before.role(),
                      before.program(),
                      new Configuration.Limits(12, 128, 512),
                      before.options(),
                      seal.seal(function.id(), Variables.of(Map.of("PASSWORD_LENGTH", "40")))));
            });
    for (String resource : new String[] {BUILT_IN, BUILT_IN + ":$LATEST"}) {
      BuiltInSettings.Settings set = settings.of(arn(resource));
      assertThat(set.variables().revealAll()).containsExactly(Map.entry("PASSWORD_LENGTH", "40"));
      assertThat(set.timeout()).contains(Duration.ofSeconds(12));
    }
    assertThat(settings.of(arn("absent"))).isEqualTo(BuiltInSettings.NONE);
  }

  @Test
  void aUsersFunctionStaysTheUsersWhenALaterServerBringsOneOfItsName() {
    lambda.make(BUILT_IN);
    assertThat(lambda.found(BUILT_IN).isBuiltIn()).isFalse();
    assertThat(settings.of(arn(BUILT_IN))).isEqualTo(BuiltInSettings.NONE);
    assertThat(lambda.call(BUILT_IN, "1").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingIsReservedForThem() {
    assertThatThrownBy(() ->
            lambda.send(
                new ConcurrencyOperations.PutFunctionConcurrency(BUILT_IN, 3),
                ConcurrencyOperations.Concurrency.class))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("is built in");
    assertThat(ACCOUNT).isEqualTo(HOME.account());
  }
}
