package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.iam.Simulation.Result;
import dev.keyturn.iam.Simulations.ContextEntry;
import dev.keyturn.iam.Simulations.Page;
import dev.keyturn.iam.Simulations.SimulateCustomPolicy;
import dev.keyturn.iam.Simulations.SimulatePrincipalPolicy;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulationsTest {
  private static final String READS =
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:Get*","Resource":"*",
         "Condition":{"StringEquals":{"aws:RequestTag/team":"red"}}},
        {"Effect":"Deny","Action":"iam:GetRole","Resource":"*"}]}\
      """;

  private final IdentitiesFixture iam = new IdentitiesFixture();

  private List<Result> custom(List<String> actions, List<ContextEntry> context) {
    return iam.send(
            new SimulateCustomPolicy(
                List.of(READS),
                Optional.empty(),
                actions,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(context),
                Optional.empty(),
                Optional.empty()),
            Page.class)
        .evaluationResults();
  }

  private Page principal(String arn, Optional<String> marker, Optional<Integer> maxItems) {
    return iam.send(
        new SimulatePrincipalPolicy(
            arn,
            Optional.empty(),
            Optional.empty(),
            List.of("iam:GetUser", "iam:DeleteUser"),
            Optional.of(List.of("arn:aws:iam::111122223333:user/bob")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            maxItems,
            marker),
        Page.class);
  }

  @Test
  void tellsWhatWouldBeDecidedAndByWhat() {
    ContextEntry red =
        new ContextEntry(
            Optional.of("aws:RequestTag/team"), Optional.of(List.of("red")), Optional.empty());
    List<Result> results =
        custom(List.of("iam:GetUser", "iam:GetRole", "iam:ListUsers"), List.of(red));
    assertThat(results)
        .extracting(Result::evalActionName, Result::evalDecision)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("iam:GetUser", "allowed"),
            org.assertj.core.groups.Tuple.tuple("iam:GetRole", "explicitDeny"),
            org.assertj.core.groups.Tuple.tuple("iam:ListUsers", "implicitDeny"));
    Result allowed =
        results.stream()
            .filter(it -> it.evalDecision().equals("allowed"))
            .findFirst()
            .orElseThrow();
    assertThat(allowed.matchedStatements())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.sourcePolicyId()).isEqualTo("PolicyInputList.1");
          assertThat(it.startPosition()).isEqualTo(new Simulation.Position(2, 3));
        });
  }

  @Test
  void tellsWhichKeysAreMissing() {
    Result result = custom(List.of("iam:GetUser"), List.of()).getFirst();
    assertThat(result.evalDecision()).isEqualTo("implicitDeny");
    assertThat(result.missingContextValues()).containsExactly("aws:requesttag/team");
  }

  @Test
  void asksOfAUserWhatIsAttachedToIt() {
    String arn = iam.createUser("alice").arn();
    iam.send(
        new Attachments.AttachUserPolicy("alice", "arn:aws:iam::aws:policy/AdministratorAccess"));
    iam.send(
        new Boundaries.PutUserPermissionsBoundary(
            "alice", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"));
    assertThat(principal(arn, Optional.empty(), Optional.empty()).evaluationResults())
        .extracting(
            Result::evalActionName,
            Result::evalDecision,
            it ->
                it.permissionsBoundaryDecisionDetail().orElseThrow().allowedByPermissionsBoundary())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("iam:GetUser", "allowed", true),
            org.assertj.core.groups.Tuple.tuple("iam:DeleteUser", "implicitDeny", false));
    assertThatThrownBy(
            () -> principal(arn.replace("alice", "nobody"), Optional.empty(), Optional.empty()))
        .isInstanceOf(NoSuchEntity.class);
  }

  @Test
  void answersPageByPage() {
    String arn = iam.createUser("alice").arn();
    Page first = principal(arn, Optional.empty(), Optional.of(1));
    assertThat(first.isTruncated()).isTrue();
    Page second = principal(arn, first.marker(), Optional.of(1));
    assertThat(second.isTruncated()).isFalse();
    assertThat(first.evaluationResults()).isNotEqualTo(second.evaluationResults());
  }

  @Test
  void whatIsNoPolicyIsRefused() {
    assertThatThrownBy(() ->
            iam.send(
                new SimulateCustomPolicy(
                    List.of("{"),
                    Optional.empty(),
                    List.of("iam:GetUser"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isInstanceOf(MalformedPolicyDocument.class);
  }
}
