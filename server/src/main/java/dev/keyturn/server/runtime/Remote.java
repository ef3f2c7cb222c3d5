package dev.keyturn.server.runtime;

import dev.keyturn.function.Finding;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Calls functions that run elsewhere: at an HTTPS endpoint of the operator's, or in AWS. They
/// exist under the names that the settings give them, before all others of these names.
/// Thread-safe.
public final class Remote implements FunctionInvoker {
  private final Map<String, RemotePlace> places;
  private final FunctionInvoker others;
  private final Surroundings surroundings;

  /// What calls stand in.
  ///
  /// @param waiting how the end of a function's time is awaited
  /// @param mask a function's text as it may be shown: what it says of its error may hold a secret
  public record Surroundings(
      InstantSource clock, Waiting waiting, BiFunction<Arn, String, String> mask) {}

  /// Lets time pass.
  @FunctionalInterface
  public interface Waiting {
    void pass(Duration time) throws InterruptedException;
  }

  /// @param others calls the functions that run here
  public Remote(
      Map<String, RemotePlace> places, FunctionInvoker others, Surroundings surroundings) {
    this.places = Map.copyOf(places);
    this.others = others;
    this.surroundings = surroundings;
  }

  private Optional<RemotePlace> find(Arn function) {
    return FunctionName.of(function)
        .map(FunctionName::value)
        .map(places::get)
        .filter(place ->
            place.account().filter(it -> !it.value().equals(function.account())).isEmpty());
  }

  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    Optional<RemotePlace> place = find(function);
    return place.isEmpty()
        ? others.invoke(function, event, limit)
        : call(place.get(), function, event);
  }

  @Override
  public boolean isQuick(Arn function, Step step) {
    return find(function).isEmpty() && others.isQuick(function, step);
  }

  private Outcome call(RemotePlace place, Arn function, RotationEvent event) {
    byte[] body = event.json().revealBytes();
    try {
      Outcome outcome = new RemoteCall(place, function, surroundings).send(body);
      return outcome instanceof Failed failed
          ? new Failed(
              failed.failureClass(),
              "Error when executing lambda %s during %s step: %s"
                  .formatted(function, event.step().wireName(), failed.message()),
              failed.remedy())
          : outcome;
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  @Override
  public List<Finding> check(Arn function, Preflight preflight, Duration limit) {
    return find(function).isEmpty()
        ? others.check(function, preflight, limit)
        : FunctionInvoker.super.check(function, preflight, limit);
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    if (find(function).isEmpty()) {
      return others.mayInvoke(function, secret);
    }
    boolean here =
        function.account().equals(secret.account()) && function.region().equals(secret.region());
    return here
        ? Optional.empty()
        : Optional.of(
            "Function " + function + " belongs to another account or region than the secret");
  }

  @Override
  public boolean isBuiltIn(Arn function) {
    return find(function).isEmpty() && others.isBuiltIn(function);
  }

  @Override
  public boolean needsSuperuser(Arn function) {
    return find(function).isEmpty() && others.needsSuperuser(function);
  }

  /// It may read the superuser's secret that the secret names, so whoever turns rotation on has to
  /// be allowed to read that.
  @Override
  public boolean takesSuperuser(Arn function) {
    return find(function).isPresent() || others.takesSuperuser(function);
  }
}
