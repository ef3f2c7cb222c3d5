package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.PreconditionFailed;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The operations on the policies of functions: one for the function as such, and one for each
/// version and alias that somebody was let use by its own name.
public final class PolicyOperations {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;
  private final PrincipalDirectory principals;
  private final PermissionChecks checks;

  PolicyOperations(FunctionRepository repository, PrincipalDirectory principals) {
    this.repository = repository;
    this.finder = new FoundFunction.Finder(repository);
    this.principals = principals;
    this.checks = new PermissionChecks(principals);
  }

  public record AddPermission(
      String functionName,
      String statementId,
      String action,
      String principal,
      Optional<String> sourceArn,
      Optional<String> sourceAccount,
      Optional<String> eventSourceToken,
      Optional<String> qualifier,
      Optional<String> revisionId,
      Optional<String> principalOrgID) {

    private Permission permission() {
      return new Permission(
          statementId,
          action,
          principal,
          Optional.empty(),
          new Permission.Conditions(sourceArn, sourceAccount, principalOrgID, eventSourceToken));
    }
  }

  /// @param statement what was added, as JSON
  public record Added(String statement) {}

  public record RemovePermission(
      String functionName,
      String statementId,
      Optional<String> qualifier,
      Optional<String> revisionId) {}

  public record GetPolicy(String functionName, Optional<String> qualifier) {}

  /// @param policy JSON
  public record Shown(String policy, String revisionId) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
                "AddPermission",
                AddPermission.class,
                Added.class,
                WRITE,
                "lambda:AddPermission",
                (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
                this::add)
            .keyed(
                ConditionKeys.<AddPermission>none()
                    .with("lambda:Principal", it -> Optional.of(it.principal())))
            .without("FunctionUrlAuthType", "InvokedViaFunctionUrl"),
        new Operation<>(
            "RemovePermission",
            RemovePermission.class,
            Nothing.class,
            WRITE,
            "lambda:RemovePermission",
            (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
            this::remove),
        new Operation<>(
            "GetPolicy",
            GetPolicy.class,
            Shown.class,
            READ,
            "lambda:GetPolicy",
            (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
            this::get));
  }

  private Added add(Call call, FoundFunction found, AddPermission input) {
    Configuration _ = found.requireConfiguration();
    if (found.qualifier().filter(Configuration.LATEST::equals).isPresent()) {
      throw new InvalidParameterValue("We currently do not support adding policies for $LATEST.");
    }
    Permission permission = checks.pinned(input.permission());
    Function _ =
        repository.change(
            found,
            function -> {
              FunctionPolicy before =
                  policy(found, function)
                      .orElseGet(() -> new FunctionPolicy(found.arn(), "", List.of()));
              demandRevision(before, input.revisionId());
              if (before.has(permission.id())) {
                throw new ResourceConflict(
                    "The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement."
                        .formatted(permission.id()));
              }
              FunctionPolicy after = before.with(permission, repository.newRevision());
              checks.demandValid(after);
              return function.governed(found.qualifier().orElse(""), Optional.of(after));
            });
    return new Added(JSON.writeValueAsString(permission.statement(found.arn())));
  }

  private static Optional<FunctionPolicy> policy(FoundFunction found, Function function) {
    return Optional.ofNullable(function.policies().get(found.qualifier().orElse("")));
  }

  private static void demandRevision(FunctionPolicy policy, Optional<String> given) {
    if (given.filter(it -> !it.equals(policy.revision())).isPresent()) {
      throw new PreconditionFailed(
          "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve the latest RevisionId");
    }
  }

  private Nothing remove(Call call, FoundFunction found, RemovePermission input) {
    Function _ =
        repository.change(
            found,
            function -> {
              FunctionPolicy before =
                  policy(found, function)
                      .orElseThrow(() ->
                          new ResourceNotFound("No policy is associated with the given resource."));
              if (!before.has(input.statementId())) {
                throw new ResourceNotFound(
                    "Statement %s is not found in resource policy.".formatted(input.statementId()));
              }
              demandRevision(before, input.revisionId());
              FunctionPolicy after = before.without(input.statementId(), repository.newRevision());
              return function.governed(
                  found.qualifier().orElse(""),
                  Optional.of(after).filter(it -> !it.permissions().isEmpty()));
            });
    return Nothing.NOTHING;
  }

  private Shown get(Call call, FoundFunction found, GetPolicy input) {
    FunctionPolicy policy =
        policy(found, found.require())
            .orElseThrow(() -> new ResourceNotFound("The resource you requested does not exist."));
    return new Shown(policy.shown(principals), policy.revision());
  }
}
