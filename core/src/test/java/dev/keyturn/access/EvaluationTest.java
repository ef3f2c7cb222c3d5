package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.access.Evaluation.Match;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PolicyCases.Requester;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  private static final String SECRET =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbC123";

  private static NamedPolicy named(String name, String statement, Form form)
      throws MalformedPolicy {
    return new NamedPolicy(
        name, Policy.parse(PolicyCases.document(statement.replace('\'', '"')), form));
  }

  private static Evaluation evaluation(String identity, String resource, Context context)
      throws MalformedPolicy {
    Requester ann = Objects.requireNonNull(Requester.ALL.get("user"));
    CallerPolicies caller =
        new CallerPolicies(
            Optional.empty(),
            identity.isEmpty() ? List.of() : List.of(named("policy P", identity, Form.IDENTITY)),
            Optional.empty(),
            List.of(),
            Map.of());
    Optional<NamedPolicy> policy =
        resource.isEmpty()
            ? Optional.empty()
            : Optional.of(named("the resource's policy", resource, Form.RESOURCE));
    return new Evaluation(
        new Question(ann.principal(), ann.role(), "s:Get", SECRET, context),
        caller,
        new ResourceSide(policy, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                                       | there is no identity-based policy
          {'Effect':'Allow','Action':'s:Put','Resource':'*'}                        | no identity-based policy allows it: no statement names the action
          {'Sid':'A','Effect':'Allow','Action':'s:Get','Resource':'arn:aws:s:::x'}  | no identity-based policy allows it: statement A of policy P names the action, but not the resource
          {'Effect':'Allow','Action':'s:Get','Resource':'*','Condition':{'StringEquals':{'t:K':'v'}}} | no identity-based policy allows it: statement number 1 of policy P would, but its condition StringEquals t:k does not hold: the request has another value
          {'Effect':'Allow','Action':'s:Get','Resource':'*','Condition':{'ForAnyValue:StringLike':{'t:l':'v'}}} | no identity-based policy allows it: statement number 1 of policy P would, but its condition ForAnyValue:StringLike t:l does not hold: the request lacks the key
          {'Sid':'No','Effect':'Deny','Action':'*','Resource':'*'}                  | statement No of policy P denies it
          [{'Effect':'Allow','Action':'s:Get','Resource':'arn:aws:s:::x'},{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'t:l':'true'}}}] | no identity-based policy allows it: statement number 2 of policy P would, but its condition Bool t:l does not hold: the request lacks the key
          """)
  void aDenialSaysWhatDeniedOrWhatCameNearest(String identity, String reason)
      throws MalformedPolicy {
    Context context = Context.of(Map.of("t:k", List.of("secret-looking-value")));
    Decision decision = evaluation(identity, "", context).decide();
    assertThat(decision).isInstanceOf(Denied.class);
    assertThat(decision.reason()).isEqualTo(reason);
  }

  @Test
  void anAllowanceSaysWhatAllowed() throws MalformedPolicy {
    String allow = "{'Sid':'Yes','Effect':'Allow','Action':'s:*','Resource':'*'}";
    assertThat(evaluation(allow, "", Context.NONE).decide().reason())
        .isEqualTo("statement Yes of policy P allows it");
  }

  @Test
  void theCauseIsWordedAsByAws() {
    assertThat(new Decision.Cause(Layer.BOUNDARY, false).text("s:Get"))
        .isEqualTo("because no permissions boundary allows the s:Get action");
    assertThat(new Decision.Cause(Layer.SESSION, false).text("s:Get"))
        .isEqualTo("because no session policy allows the s:Get action");
    assertThat(new Decision.Cause(Layer.IDENTITY, true).text("s:Get"))
        .isEqualTo("with an explicit deny in an identity-based policy");
    assertThat(new Decision.Cause(Layer.BOUNDARY, true).text("s:Get"))
        .isEqualTo("with an explicit deny in a permissions boundary");
  }

  @Test
  void simulationsSeeWhatAppliesAndWhatIsMissing() throws MalformedPolicy {
    Evaluation evaluation =
        evaluation(
            "[{'Sid':'A','Effect':'Allow','Action':'*','Resource':'*'},"
                + "{'Sid':'B','Effect':'Allow','Action':'s:Put','Resource':'*'},"
                + "{'Sid':'C','Effect':'Deny','Action':'*','Resource':'*',"
                + "'Condition':{'StringEquals':{'t:k':'${t:l}','t:Here':'x'}}}]",
            "{'Sid':'D','Effect':'Deny','Principal':'*','Action':'s:Get','Resource':'*'}",
            Context.of(Map.of("t:here", List.of("x"))));
    assertThat(evaluation.matches())
        .extracting(Match::layer, match -> match.statement().name())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Layer.IDENTITY, "A"),
            org.assertj.core.groups.Tuple.tuple(Layer.RESOURCE, "D"));
    assertThat(evaluation.missingKeys()).containsExactly("t:k", "t:l");
  }
}
