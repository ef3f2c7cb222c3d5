package dev.keyturn.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.access.Decision;
import dev.keyturn.access.Decision.Cause;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private static final AccountId ACCOUNT = new AccountId("111122223333");

  private final List<String> steps = new ArrayList<>();
  private final Log log = new Log();
  private final Runner runner = new Runner(_ -> new Decision.Allowed("a test"), log);

  /// In what order things happened, with the flush as a thing of its own.
  private final class Log implements AuditLog {
    private final List<AuditEvent> events = new ArrayList<>();
    private boolean writeFails;
    private boolean flushFails;

    @Override
    public void write(AuditEvent event) {
      if (writeFails) {
        throw unavailable();
      }
      writeOrBuffer(event);
    }

    @Override
    public Flush flush() {
      steps.add("flush begins");
      return () -> {
        steps.add("flush ends");
        if (flushFails) {
          throw unavailable();
        }
      };
    }

    @Override
    public void writeOrBuffer(AuditEvent event) {
      steps.add(event.phase() + event.failure().map(it -> " " + it.code()).orElse(""));
      events.add(event);
    }

    private static AuditUnavailable unavailable() {
      return new AuditUnavailable("told to fail", new IOException("disk full"));
    }
  }

  public record Input(String name, Optional<SecretValue> secret, Optional<List<String>> stages) {}

  public record Output(String arn, String hidden) {}

  private final Service service =
      new Service() {
        @Override
        public String name() {
          return "secretsmanager";
        }

        @Override
        public List<Operation<?, ?, ?>> operations() {
          return List.of();
        }
      };

  private Output run(Effect effect, Optional<RotationScope> scope, Optional<Refusal> refusal) {
    Caller caller =
        new Caller(
            Principal.administrator(ACCOUNT),
            "AKIA",
            new Region("eu-west-1"),
            new Origin("127.0.0.1", "test", true),
            scope);
    Operation<Input, Resource, Output> operation =
        new Operation<>(
            "Do",
            Input.class,
            Output.class,
            effect,
            "secretsmanager:Do",
            (_, _) -> Resource.ANY,
            (_, _, _) -> {
              steps.add("done");
              refusal.ifPresent(it -> {
                throw it;
              });
              return new Output("arn:aws:a:b:c:d", "hidden");
            });
    Input input =
        new Input("app", Optional.of(SecretValue.ofString("s3cret")), Optional.of(List.of("A")));
    return runner.run(service, operation, new Call(caller, "request", Instant.EPOCH), input);
  }

  @Test
  void aRefusedRequestLeavesLittleInTheLogHoweverLongItIs() {
    Operation<Input, Resource, Output> operation =
        new Operation<>(
            "Do",
            Input.class,
            Output.class,
            Effect.READ,
            "secretsmanager:Do",
            (_, _) -> Resource.ANY,
            (_, _, input) -> {
              if (input.secret().isEmpty()) {
                throw new ResourceNotFound("There is none.");
              }
              return new Output("", "");
            });
    Caller caller =
        new Caller(
            Principal.administrator(ACCOUNT),
            "AKIA",
            new Region("eu-west-1"),
            new Origin("127.0.0.1", "test", true));
    Call call = new Call(caller, "request", Instant.EPOCH);
    Optional<List<String>> many = Optional.of(Collections.nCopies(60, "B".repeat(2_000)));
    Input refused = new Input("A".repeat(1_001), Optional.empty(), many);
    assertThatThrownBy(() -> runner.run(service, operation, call, refused))
        .isInstanceOf(ResourceNotFound.class);
    runner.run(
        service,
        operation,
        call,
        new Input(refused.name(), Optional.of(SecretValue.ofString("s3cret")), many));
    assertThat(log.events.getFirst().parameters())
        .containsEntry("name", "A".repeat(1_000) + "… (1001 characters)")
        .containsEntry(
            "stages", Collections.nCopies(50, "B".repeat(1_000) + "… (2000 characters)"));
    assertThat(log.events.getLast().parameters())
        .containsEntry("name", refused.name())
        .containsEntry("stages", many.get());
  }

  private void ask(Decision decision) {
    Operation<Input, Resource, Output> operation =
        new Operation<>(
            "Do",
            Input.class,
            Output.class,
            Effect.READ,
            "secretsmanager:Do",
            (_, input) -> {
              throw new ResourceNotFound("There is none.", input.name());
            },
            (_, _, _) -> new Output("", ""));
    Caller caller =
        new Caller(
            Principal.administrator(ACCOUNT),
            "AKIA",
            new Region("eu-west-1"),
            new Origin("127.0.0.1", "test", true));
    new Runner(_ -> decision, log)
        .run(
            service,
            operation,
            new Call(caller, "request", Instant.EPOCH),
            new Input("app", Optional.empty(), Optional.empty()));
  }

  @Test
  void whoMayNotAskIsNotToldThatThereIsNothing() {
    Decision denied = new Decision.Denied(new Cause(Layer.IDENTITY, false), "a test");
    assertThatThrownBy(() -> ask(denied))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("to perform: secretsmanager:Do on resource: app because");
    assertThatThrownBy(() -> ask(new Decision.Allowed("a test")))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("There is none.");
    assertThat(log.events).extracting(AuditEvent::resources).containsOnly(List.of());
  }

  private Output write() {
    return run(Effect.WRITE, Optional.empty(), Optional.empty());
  }

  @Test
  void aReadIsOneRecordAndWaitsForNoFlush() {
    run(Effect.READ, Optional.empty(), Optional.empty());
    assertThat(steps).containsExactly("done", "ONLY");
  }

  @Test
  void theAttemptIsFlushedWhileTheChangeIsMadeAndTheResultIsNotWaitedFor() {
    write();
    assertThat(steps).containsExactly("ATTEMPT", "flush begins", "done", "RESULT", "flush ends");
  }

  @Test
  void aRefusedWriteWaitsForTheFlushOfItsAttemptToo() {
    var refusal = Optional.<Refusal>of(new ResourceNotFound("none"));
    assertThatThrownBy(() -> run(Effect.WRITE, Optional.empty(), refusal)).isSameAs(refusal.get());
    assertThat(steps)
        .containsExactly(
            "ATTEMPT", "flush begins", "done", "flush ends", "RESULT ResourceNotFoundException");
  }

  @Test
  void aLogThatCannotBeWrittenStopsAWriteBeforeItIsDone() {
    log.writeFails = true;
    assertThatThrownBy(this::write).isInstanceOf(AuditUnavailable.class);
    assertThat(steps).doesNotContain("done");
  }

  @Test
  void aFlushThatFailsAfterTheChangeDoesNotTurnItIntoAnError() {
    log.flushFails = true;
    assertThat(write().arn()).isEqualTo("arn:aws:a:b:c:d");
    assertThat(steps).contains("done", "RESULT", "flush ends");
  }

  @Test
  void aRotationsCallsWaitForNoFlushAndAreNotStopped() {
    log.writeFails = true;
    Arn secret = Arn.parse("arn:aws:secretsmanager:eu-west-1:111122223333:secret:a").orElseThrow();
    run(
        Effect.WRITE,
        Optional.of(new RotationScope(secret, Optional.of("token"), Optional.empty())),
        Optional.empty());
    assertThat(steps).containsExactly("ATTEMPT", "done", "RESULT");
  }

  @Test
  void recordsShowIdsAndOptionsButNoSecretMembers() {
    write();
    assertThat(log.events.getFirst().parameters())
        .isEqualTo(Map.of("name", "app", "stages", List.of("A")));
    assertThat(log.events.getLast().response()).isEqualTo(Map.of("arn", "arn:aws:a:b:c:d"));
    assertThat(log.events).extracting(AuditEvent::id).doesNotHaveDuplicates();
  }
}
