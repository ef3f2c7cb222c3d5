package dev.keyturn.server.wire;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.util.Optional;

/// An account without rotation functions.
final class NoFunctions implements FunctionInvoker {
  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    throw new AssertionError("There is no function to invoke: " + function);
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    return Optional.of("there is none");
  }

  @Override
  public boolean isBuiltIn(Arn function) {
    return false;
  }

  @Override
  public boolean needsSuperuser(Arn function) {
    return false;
  }
}
