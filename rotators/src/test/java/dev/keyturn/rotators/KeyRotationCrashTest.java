package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.RotationFunction;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.strategy.KeyRotation;
import dev.keyturn.rotators.target.KeyEngine;
import dev.keyturn.rotators.target.KeySession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The process dies before and after every call that a rotation of an access key makes: what
/// AWSCURRENT says opens at every instant, and the next attempt ends well.
class KeyRotationCrashTest {

  /// The process is gone.
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /// Lets the n-th point be the last.
  private static final class Fuse {
    private final AtomicInteger left;

    Fuse(int point) {
      left = new AtomicInteger(point);
    }

    void reach(KeyWorld world) {
      assertThat(world.keys.accepts(world.key("AWSCURRENT"))).as("AWSCURRENT opens").isTrue();
      if (left.decrementAndGet() == 0) {
        throw new Death();
      }
    }

    boolean hasBlown() {
      return left.get() <= 0;
    }
  }

  /// The same object, with a point before and after every call.
  private static <T> T fragile(Class<T> type, T inner, Fuse fuse, KeyWorld world) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              fuse.reach(world);
              try {
                Object result = method.invoke(inner, arguments);
                fuse.reach(world);
                return result instanceof KeySession session
                    ? fragile(KeySession.class, session, fuse, world)
                    : result;
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            }));
  }

  private static void dieAt(KeyWorld world, Fuse fuse) throws StepFailed {
    SecretsClient secrets = fragile(SecretsClient.class, world.secrets, fuse, world);
    KeyEngine engine = fragile(KeyEngine.class, world.keys, fuse, world);
    RotationFunction function = new KeyRotation(engine, world.keys.clock);
    RotationFunction dying =
        (event, context) ->
            function.run(
                event,
                new RotationFunction.Context(secrets, context.environment(), context.deadline()));
    RotatedSecret again = new RotatedSecret("app", world.secrets, dying);
    again.superuserArn = world.secret.superuserArn;
    again.token = world.secret.token;
    again.walk();
  }

  private static int dieEverywhere(int rotationsBefore) throws StepFailed {
    for (int point = 1; ; point++) {
      KeyWorld world = new KeyWorld();
      for (int i = 0; i < rotationsBefore; i++) {
        world.secret.rotate();
      }
      world.secret.begin();
      Fuse fuse = new Fuse(point);
      try {
        dieAt(world, fuse);
      } catch (Death _) {
        // As planned.
      }
      if (!fuse.hasBlown()) {
        return point - 1;
      }
      String before = world.key("AWSCURRENT").id();
      world.secret.walk();
      assertThat(world.keys.accepts(world.key("AWSCURRENT"))).as("point %d", point).isTrue();
      assertThat(world.keys.accepts(world.key("AWSPREVIOUS"))).as("point %d", point).isTrue();
      assertThat(Set.copyOf(world.keys.of("app")))
          .as("point %d, from %s", point, before)
          .containsExactlyInAnyOrder(world.key("AWSCURRENT").id(), world.key("AWSPREVIOUS").id());
    }
  }

  @Test
  void noPointOfAFirstRotationLocksAnybodyOut() throws StepFailed {
    assertThat(dieEverywhere(0)).isGreaterThan(30);
  }

  @Test
  void noPointOfALaterRotationLocksAnybodyOut() throws StepFailed {
    assertThat(dieEverywhere(2)).isGreaterThan(40);
  }

  /// A store that refuses a value, or that takes it and cannot say so.
  private static SecretsClient failingPut(SecretsClient inner, boolean taken) {
    return SecretsClient.class.cast(
        Proxy.newProxyInstance(
            SecretsClient.class.getClassLoader(),
            new Class<?>[] {SecretsClient.class},
            (_, method, arguments) -> {
              boolean put = method.getName().equals("put");
              Object result = put && !taken ? null : method.invoke(inner, arguments);
              if (put) {
                throw new StepFailed(FailureClass.BROKEN, "InternalServiceError", "");
              }
              return result;
            }));
  }

  private static KeyWorld afterFailedPut(boolean taken) throws StepFailed {
    KeyWorld world = new KeyWorld();
    world.secret.begin();
    RotationFunction function = new KeyRotation(world.keys, world.keys.clock);
    RotatedSecret failing =
        new RotatedSecret(
            "app",
            world.secrets,
            (event, context) ->
                function.run(
                    event,
                    new RotationFunction.Context(
                        failingPut(context.secrets(), taken),
                        context.environment(),
                        context.deadline())));
    failing.superuserArn = world.secret.superuserArn;
    failing.token = world.secret.token;
    try {
      failing.walk();
    } catch (StepFailed failed) {
      assertThat(failed).hasMessage("InternalServiceError");
    }
    return world;
  }

  @Test
  void aKeyThatTheStoreRefusesIsDeletedAgain() throws StepFailed {
    KeyWorld world = afterFailedPut(false);
    assertThat(world.keys.of("app")).containsExactly(world.first.id());
    world.secret.walk();
    assertThat(world.keys.of("app")).hasSize(2);
  }

  @Test
  void aKeyThatTheStoreTookAndCouldNotSaySoStays() throws StepFailed {
    KeyWorld world = afterFailedPut(true);
    assertThat(world.keys.of("app")).hasSize(2);
    assertThat(world.keys.accepts(world.key("AWSPENDING"))).isTrue();
    String pending = world.key("AWSPENDING").id();
    world.secret.walk();
    assertThat(world.key("AWSCURRENT").id()).isEqualTo(pending);
  }
}
