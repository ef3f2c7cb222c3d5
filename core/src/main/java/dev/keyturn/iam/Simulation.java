package dev.keyturn.iam;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.Context;
import dev.keyturn.access.Decision;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.access.Evaluation;
import dev.keyturn.access.Evaluation.Match;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Question;
import dev.keyturn.identity.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What policies would decide for one caller.
public record Simulation(
    Principal caller, CallerPolicies policies, ResourceSide resourceSide, Context context) {

  /// An answer, in AWS's members.
  public record Result(
      String evalActionName,
      String evalResourceName,
      String evalDecision,
      List<Matched> matchedStatements,
      List<String> missingContextValues,
      Optional<BoundaryDetail> permissionsBoundaryDecisionDetail) {}

  /// @param sourcePolicyId how explanations call the policy
  public record Matched(
      String sourcePolicyId,
      Optional<String> sourcePolicyType,
      Position startPosition,
      Position endPosition) {}

  public record Position(int line, int column) {}

  public record BoundaryDetail(boolean allowedByPermissionsBoundary) {}

  /// The length of all its policies, in characters.
  int length() {
    List<NamedPolicy> all = new ArrayList<>(policies.identity());
    policies.boundary().ifPresent(all::add);
    resourceSide.policy().ifPresent(all::add);
    return all.stream().mapToInt(it -> it.policy().text().length()).sum();
  }

  Result result(String action, String resource) {
    Evaluation evaluation =
        new Evaluation(
            new Question(caller, policies.role(), action, resource, context),
            policies,
            resourceSide);
    Decision decision = evaluation.decide();
    return new Result(
        action,
        resource,
        word(decision),
        evaluation.matches().stream().map(Simulation::matched).toList(),
        List.copyOf(evaluation.missingKeys()),
        policies.boundary().map(_ -> new BoundaryDetail(isWithinBoundary(evaluation))));
  }

  private static String word(Decision decision) {
    return switch (decision) {
      case Decision.Allowed _ -> "allowed";
      case Denied denied -> denied.cause().explicit() ? "explicitDeny" : "implicitDeny";
    };
  }

  private static boolean isWithinBoundary(Evaluation evaluation) {
    List<Match> boundary =
        evaluation.matches().stream().filter(it -> it.layer() == Layer.BOUNDARY).toList();
    return !boundary.isEmpty() && boundary.stream().allMatch(it -> it.statement().allows());
  }

  private static Matched matched(Match match) {
    return new Matched(
        match.policy().name(),
        match.layer() == Layer.RESOURCE ? Optional.of("resource") : Optional.empty(),
        position(match.statement().start()),
        position(match.statement().end()));
  }

  private static Position position(dev.keyturn.access.Position position) {
    return new Position(position.line(), position.column());
  }
}
