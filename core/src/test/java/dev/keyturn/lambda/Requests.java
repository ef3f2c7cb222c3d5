package dev.keyturn.lambda;

import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Runner;
import java.time.InstantSource;
import java.util.UUID;

/// Sends inputs to the operation that takes them.
record Requests(Runner runner, Functions functions, InstantSource clock) {

  <O extends Record> O send(Caller caller, Record input, Class<O> output) {
    for (Operation<?, ?, ?> row : functions.operations()) {
      if (row.input() == input.getClass()) {
        return output.cast(run(row, caller, input));
      }
    }
    throw new AssertionError("No operation takes " + input.getClass());
  }

  private <I extends Record> Record run(Operation<I, ?, ?> row, Caller caller, Record input) {
    Call call = new Call(caller, UUID.randomUUID().toString(), clock.instant());
    return runner.run(functions, row, call, row.input().cast(input));
  }
}
