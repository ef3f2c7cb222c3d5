package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.secret.ResourcePolicies.Objection;
import java.util.Optional;

/// Attaches a policy to a secret, in place of the one that it may have.
public final class PutResourcePolicy {
  private static final String ACTION = "secretsmanager:PutResourcePolicy";

  private final SecretRepository repository;
  private final ResourcePolicies policies;

  PutResourcePolicy(SecretRepository repository, ResourcePolicies policies) {
    this.repository = repository;
    this.policies = policies;
  }

  /// @param blockPublicPolicy whether a policy for everybody is refused; by default it is not
  public record Input(
      String secretId, String resourcePolicy, Optional<Boolean> blockPublicPolicy) {}

  public record Output(String arn, String name) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "PutResourcePolicy",
            Input.class,
            Output.class,
            WRITE,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:BlockPublicPolicy", Input::blockPublicPolicy));
  }

  Output handle(Call call, Stored found, Input input) {
    Given.requireAlive(found.secret());
    ResourcePolicy policy = policies.read(input.resourcePolicy());
    if (input.blockPublicPolicy().orElse(false)) {
      refuse(policies.publicAccess(policy));
    }
    return repository.change(
        found,
        stored -> {
          Secret secret = stored.secret();
          Given.requireAlive(secret);
          refuse(policies.lockOut(call, stored, policy, input.blockPublicPolicy()));
          return Change.to(
              secret.withDetails(secret.details().withPolicy(Optional.of(policy))),
              new Output(secret.arn(), secret.name()));
        });
  }

  private static void refuse(Optional<Objection> objection) {
    if (objection.isPresent()) {
      throw objection.get().refusal();
    }
  }
}
