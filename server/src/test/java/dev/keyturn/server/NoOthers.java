package dev.keyturn.server;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.util.Optional;

/// A server without any function.
final class NoOthers implements FunctionInvoker {
  static final NoOthers INSTANCE = new NoOthers();

  private NoOthers() {}

  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    return new Outcome.Failed(FailureClass.MISCONFIGURED, "There is no " + function, "");
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    return Optional.of("There is no " + function);
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
