package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.StepFailed;
import dev.keyturn.identity.Caller;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Throttling;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.secret.DescribeSecret;
import dev.keyturn.secret.GetRandomPassword;
import dev.keyturn.secret.GetSecretValue;
import dev.keyturn.secret.PutSecretValue;
import dev.keyturn.secret.UpdateSecretVersionStage;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// The calls of a built-in function: the same operations as everybody's, through the same runner,
/// under the rights of the function's session. For one invocation.
final class RunnerSecretsClient implements SecretsClient {
  private final Door door;
  private final Caller session;
  private final Leash leash;

  /// How operations are reached.
  record Door(Runner runner, Service secrets, InstantSource clock) {}

  RunnerSecretsClient(Door door, Caller session, Leash leash) {
    this.door = door;
    this.session = session;
    this.leash = leash;
  }

  @Override
  public Description describe(String secretId) throws StepFailed {
    DescribeSecret.Output secret =
        send(new DescribeSecret.Input(secretId), DescribeSecret.Output.class);
    Map<String, Set<String>> stages =
        secret.versionIdsToStages().orElse(Map.of()).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    return new Description(secret.arn(), secret.rotationEnabled(), stages);
  }

  @Override
  public Optional<SecretValue> value(String secretId, Optional<String> versionId, String stage)
      throws StepFailed {
    return read(new GetSecretValue.Input(secretId, versionId, Optional.of(stage)));
  }

  @Override
  public Optional<SecretValue> version(String secretId, String versionId) throws StepFailed {
    return read(new GetSecretValue.Input(secretId, Optional.of(versionId), Optional.empty()));
  }

  private Optional<SecretValue> read(GetSecretValue.Input input) throws StepFailed {
    try {
      GetSecretValue.Output found = run(input, GetSecretValue.Output.class);
      return found.secretString().or(found::secretBinary);
    } catch (ResourceNotFound _) {
      return Optional.empty();
    } catch (Refusal refusal) {
      throw failed(input, refusal);
    }
  }

  @Override
  public void put(
      String secretId,
      String token,
      SecretValue value,
      List<String> stages,
      SecretValue rotationToken)
      throws StepFailed {
    Optional<SecretValue> given = Optional.of(value);
    send(
        new PutSecretValue.Input(
            secretId,
            Optional.of(token),
            given.filter(SecretValue::isBinary),
            given.filter(text -> !text.isBinary()),
            Optional.of(stages),
            Optional.of(rotationToken)),
        PutSecretValue.Output.class);
  }

  @Override
  public void moveStage(String secretId, String stage, String moveTo, Optional<String> removeFrom)
      throws StepFailed {
    send(
        new UpdateSecretVersionStage.Input(secretId, stage, removeFrom, Optional.of(moveTo)),
        UpdateSecretVersionStage.Output.class);
  }

  @Override
  public SecretValue randomPassword(PasswordRules rules) throws StepFailed {
    GetRandomPassword.Input input =
        new GetRandomPassword.Input(
            Optional.of((long) rules.length()),
            Optional.of(rules.excludeCharacters()),
            Optional.of(rules.excludeNumbers()),
            Optional.of(rules.excludePunctuation()),
            Optional.of(rules.excludeUppercase()),
            Optional.of(rules.excludeLowercase()),
            Optional.of(false),
            Optional.of(rules.requireEachIncludedType()));
    return send(input, GetRandomPassword.Output.class).randomPassword();
  }

  private <O extends Record> O send(Record input, Class<O> output) throws StepFailed {
    try {
      return run(input, output);
    } catch (Refusal refusal) {
      throw failed(input, refusal);
    }
  }

  private <O extends Record> O run(Record input, Class<O> output) throws StepFailed {
    Operation<?, ?, ?> row =
        door.secrets.operations().stream()
            .filter(operation -> operation.input() == input.getClass())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No operation takes " + input.getClass()));
    return output.cast(leash.shielded(() -> run(row, input)));
  }

  private <I extends Record> Record run(Operation<I, ?, ?> row, Record input) {
    Call call = new Call(session, UUID.randomUUID().toString(), door.clock.instant());
    return door.runner.run(door.secrets, row, call, row.input().cast(input));
  }

  private static StepFailed failed(Record input, Refusal refusal) {
    String operation = input.getClass().getEnclosingClass().getSimpleName();
    FailureClass failureClass =
        switch (refusal) {
          case Throttling _ -> FailureClass.BUSY;
          case Refusal.AccessDenied _ -> FailureClass.NOT_ALLOWED;
          default -> FailureClass.MISCONFIGURED;
        };
    return new StepFailed(
        failureClass,
        "An error occurred (%s) when calling the %s operation: %s"
            .formatted(refusal.code(), operation, refusal.text()),
        "Correct the secret or the function's settings, then retry.");
  }
}
