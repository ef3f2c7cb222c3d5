package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.lambda.FunctionsFixture.Changing;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who may do what with functions, beside the operation's own action.
class FunctionAccessTest {
  private static final String LAMBDA = "{'Effect':'Allow','Action':'lambda:*','Resource':'*'}";
  private static final String PASS =
      "{'Effect':'Allow','Action':'iam:PassRole','Resource':'" + FunctionsFixture.ROLE + "'}";

  private final FunctionsFixture fixture = new FunctionsFixture();
  private final Making making = new Making();

  private Caller user(String... statements) {
    return fixture.user(SecretsFixture.ACCOUNT, String.join(",", statements));
  }

  private ShownFunction create(Caller caller) {
    return fixture.send(caller, making.input(), ShownFunction.class);
  }

  @Test
  void whoMakesAFunctionNeedsToPassItsRole() {
    assertThatThrownBy(() -> create(user(LAMBDA)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageStartingWith(
            "User: arn:aws:iam::111122223333:user/developer is not authorized to perform:"
                + " iam:PassRole on resource: arn:aws:iam::111122223333:role/rotation");
    assertThat(create(user(LAMBDA, PASS)).role()).isEqualTo(FunctionsFixture.ROLE);
  }

  @Test
  void aRoleIsPassedToLambda() {
    String condition =
        "{'Effect':'Allow','Action':'iam:PassRole','Resource':'*',"
            + "'Condition':{'StringEquals':{'iam:PassedToService':'%s'}}}";
    assertThatThrownBy(() -> create(user(LAMBDA, condition.formatted("ec2.amazonaws.com"))))
        .isInstanceOf(AccessDenied.class);
    assertThat(create(user(LAMBDA, condition.formatted("lambda.amazonaws.com"))).version())
        .isEqualTo("$LATEST");
  }

  @Test
  void onlyARoleThatIsChangedIsPassed() {
    fixture.create(making);
    Changing changing = new Changing();
    changing.description = Optional.of("other");
    Caller caller = user(LAMBDA);
    assertThat(fixture.send(caller, changing.input(), ShownFunction.class).description())
        .isEqualTo("other");
    changing.role = Optional.of("arn:aws:iam::111122223333:role/administration");
    assertThatThrownBy(() -> fixture.send(caller, changing.input(), ShownFunction.class))
        .isInstanceOf(AccessDenied.class);
  }

  @Test
  void aRoleThatLambdaCannotTakeIsRefused() {
    making.role = "arn:aws:iam::111122223333:role/absent";
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("The role defined for the function cannot be assumed by Lambda.");
    making.role = "arn:aws:iam::444455556666:role/rotation";
    assertThatThrownBy(() -> create(user(LAMBDA, PASS.replace(FunctionsFixture.ROLE, "*"))))
        .isInstanceOf(AccessDenied.class)
        .hasMessage("Cross-account pass role is not allowed.");
    assertThat(fixture.stored()).isEmpty();
  }

  @Test
  void tagsAreGivenAndSeenByWhoMay() {
    making.tags = Map.of("team", "billing");
    String noTags =
        "{'Effect':'Deny','Action':['lambda:TagResource','lambda:ListTags'],'Resource':'*'}";
    assertThatThrownBy(() -> create(user(LAMBDA, PASS, noTags)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:TagResource");
    fixture.create(making);
    GetFunction.Input get = new GetFunction.Input("rotator", Optional.empty());
    assertThat(fixture.send(user(LAMBDA, noTags), get, GetFunction.Output.class).tags()).isEmpty();
    assertThat(fixture.send(user(LAMBDA), get, GetFunction.Output.class).tags())
        .contains(making.tags);
  }

  @Test
  void tagsAreTheFunctionsOwnUnderWhateverQualifier() {
    making.tags = Map.of("team", "billing");
    making.publish = true;
    fixture.create(making);
    Caller caller =
        user(
            "{'Effect':'Allow','Action':'lambda:GetFunction','Resource':'*'}",
            "{'Effect':'Allow','Action':'lambda:ListTags',"
                + "'Resource':'arn:aws:lambda:eu-west-1:111122223333:function:rotator'}");
    GetFunction.Input one = new GetFunction.Input("rotator", Optional.of("1"));
    assertThat(fixture.send(caller, one, GetFunction.Output.class).tags()).contains(making.tags);
  }

  @Test
  void tagsDecideWhoMayChangeAFunction() {
    String billing =
        "{'Effect':'Allow','Action':'lambda:*','Resource':'*',"
            + "'Condition':{'StringEquals':{'aws:ResourceTag/team':'billing'}}}";
    fixture.create(making);
    making.name = "other";
    making.tags = Map.of("team", "billing");
    fixture.create(making);
    Caller caller = user(billing);
    assertThatThrownBy(() ->
            fixture.send(
                caller, new DeleteFunction.Input("rotator", Optional.empty()), Nothing.class))
        .isInstanceOf(AccessDenied.class);
    assertThat(
            fixture.send(
                caller, new DeleteFunction.Input("other", Optional.empty()), Nothing.class))
        .isEqualTo(Nothing.NOTHING);
  }

  @Test
  void whoMayNotAskIsNotToldThatThereIsNothing() {
    GetFunction.Input absent = new GetFunction.Input("absent", Optional.empty());
    assertThatThrownBy(() -> fixture.send(user(PASS), absent, GetFunction.Output.class))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:GetFunction")
        .hasMessageContaining("arn:aws:lambda:eu-west-1:111122223333:function:absent");
  }

  @Test
  void aVersionIsAuthorizedUnderItsOwnName() {
    making.publish = true;
    fixture.create(making);
    Caller caller =
        user(
            "{'Effect':'Allow','Action':'lambda:GetFunction','Resource':'arn:aws:lambda:*:*:function:rotator:1'}");
    assertThat(
            fixture
                .send(
                    caller,
                    new GetFunction.Input("rotator", Optional.of("1")),
                    GetFunction.Output.class)
                .configuration()
                .version())
        .isEqualTo("1");
    assertThatThrownBy(() ->
            fixture.send(
                caller,
                new GetFunction.Input("rotator", Optional.empty()),
                GetFunction.Output.class))
        .isInstanceOf(AccessDenied.class);
  }

  @Test
  void aLayerIsUsedByWhoMayGetIt() {
    making.layers =
        List.of(fixture.publishLayer("drivers", FunctionsFixture.OTHER).layerVersionArn());
    String noLayers = "{'Effect':'Deny','Action':'lambda:GetLayerVersion','Resource':'*'}";
    assertThatThrownBy(() -> create(user(LAMBDA, PASS, noLayers)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:GetLayerVersion on resource: " + making.layers.getFirst());
    String noSuchLayer =
        "{'Effect':'Deny','Action':'lambda:CreateFunction','Resource':'*',"
            + "'Condition':{'ForAnyValue:StringLike':{'lambda:Layer':'*:layer:drivers:*'}}}";
    assertThatThrownBy(() -> create(user(LAMBDA, PASS, noSuchLayer)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:CreateFunction");
    assertThat(create(user(LAMBDA, PASS)).layers().orElseThrow()).hasSize(1);
  }

  @Test
  void anotherAccountsFunctionsAreItsOwn() {
    fixture.create(making);
    Caller foreign = fixture.user(new AccountId("444455556666"), LAMBDA + "," + PASS);
    String arn = "arn:aws:lambda:eu-west-1:111122223333:function:rotator";
    assertThatThrownBy(() ->
            fixture.send(
                foreign, new GetFunction.Input(arn, Optional.empty()), GetFunction.Output.class))
        .isInstanceOf(AccessDenied.class);
    assertThat(
            fixture
                .send(
                    foreign,
                    new ListFunctions.Input(Optional.empty(), Optional.empty(), Optional.empty()),
                    ListFunctions.Output.class)
                .functions())
        .isEmpty();
    making.name = arn + "2";
    assertThatThrownBy(() -> create(foreign)).isInstanceOf(AccessDenied.class);
  }
}
