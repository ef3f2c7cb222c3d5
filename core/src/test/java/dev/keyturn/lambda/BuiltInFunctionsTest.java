package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.BUILT_IN;
import static dev.keyturn.lambda.CallsFixture.FOREIGN;
import static dev.keyturn.lambda.CallsFixture.HOME;
import static dev.keyturn.lambda.CallsFixture.arn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.store.Kept;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.HashMap;
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

  private static UpdateFunctionConfiguration.Input update(
      Optional<Map<String, String>> variables,
      Optional<Integer> timeout,
      Optional<Integer> memory) {
    Map<String, SecretValue> secret = new HashMap<>();
    variables.orElse(Map.of()).forEach((key, it) -> secret.put(key, SecretValue.ofString(it)));
    return new UpdateFunctionConfiguration.Input(
        BUILT_IN,
        Optional.empty(),
        Optional.empty(),
        Optional.of("Ours."),
        timeout,
        memory,
        variables.map(_ -> new GivenVariables.Environment(Optional.of(secret))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whatIsSetIsShownAndIsForWhoRunsThem() {
    assertThat(settings.of(arn(BUILT_IN))).isEqualTo(BuiltInSettings.NONE);
    ShownFunction shown =
        lambda.send(
            update(Optional.of(Map.of("PASSWORD_LENGTH", "40")), Optional.of(12), Optional.empty()),
            ShownFunction.class);
    assertThat(shown.timeout()).isEqualTo(12);
    assertThat(shown.description()).isEqualTo("Ours.");
    assertThat(shown.environment().orElseThrow().variables().get("PASSWORD_LENGTH"))
        .isEqualTo(SecretValue.ofString("40"));
    for (String resource : new String[] {BUILT_IN, BUILT_IN + ":$LATEST"}) {
      BuiltInSettings.Settings set = settings.of(arn(resource));
      assertThat(set.variables().revealAll()).containsExactly(Map.entry("PASSWORD_LENGTH", "40"));
      assertThat(set.timeout()).contains(Duration.ofSeconds(12));
    }
    ShownFunction later =
        lambda.send(
            update(Optional.empty(), Optional.empty(), Optional.empty()), ShownFunction.class);
    assertThat(later.environment().orElseThrow().variables()).hasSize(1);
    assertThat(settings.of(arn("absent"))).isEqualTo(BuiltInSettings.NONE);
    assertThat(settings.of(Arn.parse("arn:aws:lambda:::function:" + BUILT_IN).orElseThrow()))
        .isEqualTo(BuiltInSettings.NONE);
  }

  @Test
  void variablesThatTheyDoNotKnowAreRefused() {
    assertThatThrownBy(() ->
            lambda.send(
                update(
                    Optional.of(Map.of("PASSWORD_LENGHT", "hunter2")),
                    Optional.empty(),
                    Optional.empty()),
                ShownFunction.class))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("knows no variable PASSWORD_LENGHT")
        .hasMessageContaining("It takes EXCLUDE_CHARACTERS, PASSWORD_LENGTH.")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() ->
            lambda.send(
                update(Optional.empty(), Optional.empty(), Optional.of(512)), ShownFunction.class))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("no memory");
    assertThat(settings.of(arn(BUILT_IN))).isEqualTo(BuiltInSettings.NONE);
  }

  @Test
  void theyAreListedAndShown() {
    ListFunctions.Output listed =
        lambda.send(
            new ListFunctions.Input(Optional.empty(), Optional.empty(), Optional.empty()),
            ListFunctions.Output.class);
    assertThat(listed.functions())
        .extracting(ShownFunction::functionArn)
        .containsExactly(arn(BUILT_IN).toString());
    GetFunction.Output shown =
        lambda.send(new GetFunction.Input(BUILT_IN, Optional.empty()), GetFunction.Output.class);
    assertThat(shown.configuration().state()).contains("Active");
    assertThat(shown.configuration().stateReason()).contains("Built in: runs within the server");
    assertThat(shown.configuration().timeout()).isEqualTo(30);
  }

  @Test
  void whatWouldChangeTheirCodeIsRefusedInPlainWords() {
    refused(new DeleteFunction.Input(BUILT_IN, Optional.empty()), "It cannot be deleted.");
    refused(
        new PublishVersion.Input(BUILT_IN, Optional.empty(), Optional.empty(), Optional.empty()),
        "no versions");
    refused(
        new AliasOperations.CreateAlias(
            BUILT_IN, "live", "$LATEST", Optional.empty(), Optional.empty()),
        "no aliases");
    assertThat(lambda.repository.function(HOME, BUILT_IN).orElseThrow().revision()).isZero();
  }

  private void refused(Record input, String why) {
    assertThatThrownBy(() -> lambda.send(input, Record.class))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("is built in. ")
        .hasMessageContaining(why);
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
  }
}
