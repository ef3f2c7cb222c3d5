package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says what PutResourcePolicy would object to in a policy, and attaches nothing.
public final class ValidateResourcePolicy {
  private static final String ACTION = "secretsmanager:ValidateResourcePolicy";
  private static final String PUT = "secretsmanager:PutResourcePolicy";

  private final SecretRepository repository;
  private final ResourcePolicies policies;

  ValidateResourcePolicy(SecretRepository repository, ResourcePolicies policies) {
    this.repository = repository;
    this.policies = policies;
  }

  /// @param secretId the secret that it would be attached to, so that a lock-out can be seen
  public record Input(Optional<String> secretId, String resourcePolicy) {}

  public record Output(
      boolean policyValidationPassed, Optional<List<ValidationError>> validationErrors) {}

  /// One objection.
  public record ValidationError(String checkName, String errorMessage) {}

  Resource find(Call call, Input input) {
    return input
        .secretId()
        .<Resource>map(id -> repository.require(call, ACTION, id))
        .orElse(Resource.ANY);
  }

  /// The operation's row in the table.
  Operation<Input, Resource, Output> row() {
    return new Operation<>(
            "ValidateResourcePolicy",
            Input.class,
            Output.class,
            READ,
            ACTION,
            this::find,
            this::handle)
        .needing(_ -> List.of(PUT));
  }

  Output handle(Call call, Resource resource, Input input) {
    List<ValidationError> errors = errors(call, resource, input.resourcePolicy());
    return new Output(errors.isEmpty(), Optional.of(errors).filter(it -> !it.isEmpty()));
  }

  private List<ValidationError> errors(Call call, Resource resource, String document) {
    ResourcePolicy policy;
    try {
      policy = policies.read(document);
    } catch (MalformedPolicyDocument malformed) {
      return List.of(new ValidationError("SYNTAX", malformed.text()));
    }
    return Stream.of(
            policies.publicAccess(policy),
            resource instanceof Stored stored
                ? policies.lockOut(call, stored, policy, Optional.of(true))
                : Optional.<ResourcePolicies.Objection>empty())
        .flatMap(Optional::stream)
        .map(it -> new ValidationError(it.check(), it.refusal().text()))
        .toList();
  }
}
