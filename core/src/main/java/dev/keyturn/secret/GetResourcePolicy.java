package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.Optional;

/// Shows the policy of a secret.
public final class GetResourcePolicy {
  private static final String ACTION = "secretsmanager:GetResourcePolicy";

  private final SecretRepository repository;
  private final ResourcePolicies policies;

  GetResourcePolicy(SecretRepository repository, ResourcePolicies policies) {
    this.repository = repository;
    this.policies = policies;
  }

  public record Input(String secretId) {}

  /// @param resourcePolicy absent when there is none
  public record Output(String arn, String name, Optional<String> resourcePolicy) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "GetResourcePolicy",
        Input.class,
        Output.class,
        READ,
        ACTION,
        repository.lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored stored, Input input) {
    Secret secret = stored.secret();
    Given.requireAlive(secret);
    return new Output(
        secret.arn(),
        secret.name(),
        secret.details().policy().map(policy -> policy.shown(policies.principals())));
  }
}
