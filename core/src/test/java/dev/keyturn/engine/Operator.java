package dev.keyturn.engine;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.secret.AbandonRotation;
import dev.keyturn.secret.DescribeRotation;
import dev.keyturn.secret.OperatorAnswer;
import dev.keyturn.secret.RestoreTarget;
import dev.keyturn.secret.ResumeRotation;
import dev.keyturn.secret.RetryRotation;
import dev.keyturn.secret.RotationRecords;
import dev.keyturn.testkit.SecretsFixture;
import java.util.Optional;

/// Somebody who calls Keyturn's own operations, about the secret `app`.
final class Operator {
  private final RotationFixture fixture;
  private final RotationRecords records;

  Operator(RotationFixture fixture) {
    this.fixture = fixture;
    this.records = new RotationRecords(fixture.parts, new PageTokens(new byte[32]));
  }

  <O extends Record> O send(Record input, Class<O> output) {
    Operation<?, ?, ?> operation =
        records.operations().stream()
            .filter(row -> row.input() == input.getClass())
            .findFirst()
            .orElseThrow();
    return output.cast(run(operation, input));
  }

  private <I extends Record, R extends Resource> Record run(
      Operation<I, R, ?> operation, Record input) {
    Call call = new Call(SecretsFixture.ADMINISTRATOR, "request", fixture.clock.instant());
    I typed = operation.input().cast(input);
    return operation.handler().handle(call, operation.resource().find(call, typed), typed);
  }

  DescribeRotation.Output describe() {
    return send(new DescribeRotation.Input("app"), DescribeRotation.Output.class);
  }

  void retry() {
    send(new RetryRotation.Input("app"), OperatorAnswer.class);
  }

  void resume() {
    send(new ResumeRotation.Input("app"), OperatorAnswer.class);
  }

  void abandon() {
    send(new AbandonRotation.Input("app", Optional.empty()), OperatorAnswer.class);
  }

  void abandonVouching() {
    send(new AbandonRotation.Input("app", Optional.of(true)), OperatorAnswer.class);
  }

  void restore(String stage) {
    send(new RestoreTarget.Input("app", Optional.of(stage)), OperatorAnswer.class);
  }
}
