package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.secret.RotationRepository.Found;
import java.util.List;
import java.util.Optional;

/// Goes on at once with a rotation that waits, also when it waits for an operator.
public final class RetryRotation {
  private final SecretRepository repository;
  private final RotationRepository rotations;
  private final Runnable wake;

  RetryRotation(SecretRepository repository, RotationRepository rotations, Runnable wake) {
    this.repository = repository;
    this.rotations = rotations;
    this.wake = wake;
  }

  public record Input(String secretId) {}

  public record Output(String arn, String name) {}

  Output handle(Call call, Stored found, Input input) {
    Output answer = repository.change(found, stored -> decide(call, stored));
    wake.run();
    return answer;
  }

  /// The secret does not change, but a commit that meets another worker's is decided anew on it.
  private Change<Output> decide(Call call, Stored stored) {
    Given.requireAlive(stored.secret());
    Found before = DescribeRotation.require(rotations, stored);
    Rotation rotation = before.rotation();
    if (!rotation.inFlight() && !(rotation.state() instanceof Settling)) {
      throw new InvalidRequest("There is no rotation to retry. Call RotateSecret to start one.");
    }
    return Change.none(new Output(stored.arn(), stored.secret().name()))
        .and(
            List.of(
                RotationRepository.put(
                    stored.key(), Optional.of(before), rotation.rearmed(call.at()))));
  }
}
