package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.HOME;
import static dev.keyturn.lambda.CallsFixture.arn;
import static dev.keyturn.lambda.CallsFixture.invoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.lambda.InvokeOperation.Output;
import dev.keyturn.operation.Refusal.InvalidRequestContent;
import dev.keyturn.operation.Refusal.RequestTooLarge;
import dev.keyturn.operation.Refusal.TooManyRequests;
import dev.keyturn.store.Document;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.ScriptedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private final CallsFixture lambda = new CallsFixture();

  @BeforeEach
  void aFunction() {
    lambda.make("worker");
  }

  private Output accept(String payload) {
    return lambda.send(invoke("worker", "Event", payload), Output.class);
  }

  private List<Document> waiting() {
    return lambda.store.scan(QueuedEvent.KIND, "", "", 1_000);
  }

  private int calls() {
    return lambda.runtime.calls().size();
  }

  private void pass(Duration time) {
    lambda.clock.advance(time);
    lambda.functions.deliver();
    lambda.runBeside();
  }

  @Test
  void anEventIsAcceptedAtOnceAndDeliveredOnce() {
    Output output = accept("{\"n\":1}");
    assertThat(output.statusCode()).isEqualTo(202);
    assertThat(output.payload()).isEmpty();
    assertThat(output.executedVersion()).isEmpty();
    assertThat(calls()).as("nobody waits for it").isZero();
    lambda.runBeside();
    assertThat(lambda.runtime.calls().getFirst().event()).isEqualTo("{\"n\":1}");
    assertThat(waiting()).isEmpty();
    pass(Duration.ofHours(1));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void whatCannotBeAnEventIsNotAccepted() {
    assertThatThrownBy(() -> accept("{")).isInstanceOf(InvalidRequestContent.class);
    assertThatThrownBy(() -> accept('"' + "x".repeat(1024 * 1024) + '"'))
        .isInstanceOf(RequestTooLarge.class);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aPayloadIsSealedWhileItWaits() {
    Output _ = accept("\"hunter2\"");
    Document document = waiting().getFirst();
    assertThat(document.body()).doesNotContain("hunter2");
    String payload = document.key().key().substring(document.key().key().lastIndexOf('/') + 1);
    byte[] sealed = lambda.store.payload("function-event/" + payload).orElseThrow().bytes();
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("hunter2");
    lambda.runBeside();
    assertThat(lambda.store.payload("function-event/" + payload)).isEmpty();
  }

  @Test
  void aFunctionThatFailsGetsItTwiceMoreAfterOneAndTwoMinutes() {
    lambda.runtime.fails(Fault.HANDLED, "ValueError", "no");
    Output _ = accept("1");
    lambda.runBeside();
    assertThat(calls()).isEqualTo(1);
    pass(Duration.ofSeconds(59));
    assertThat(calls()).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(calls()).isEqualTo(2);
    pass(Duration.ofSeconds(119));
    assertThat(calls()).isEqualTo(2);
    pass(Duration.ofSeconds(1));
    assertThat(calls()).isEqualTo(3);
    assertThat(waiting()).isEmpty();
    assertThat(lambda.runtime.calls().stream().map(it -> it.invocation().requestId()).distinct())
        .as("one request")
        .hasSize(1);
  }

  @Test
  void aRetryThatSucceedsEndsIt() {
    lambda.runtime.fails(Fault.TIMED_OUT, "Sandbox.Timedout", "slow");
    Output _ = accept("1");
    lambda.runBeside();
    lambda.runtime.returns("1");
    pass(Duration.ofMinutes(1));
    assertThat(calls()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whileNothingCanRunItWaitsLongerAndLongerForSixHours() {
    lambda.runtime.fails(Fault.THROTTLED, "TooManyRequestsException", "Rate Exceeded.");
    Output _ = accept("1");
    lambda.runBeside();
    int before = 0;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
      assertThat(calls()).isGreaterThan(before);
      before = calls();
      pass(Duration.ofSeconds(seconds - 1));
      assertThat(calls()).isEqualTo(before);
      pass(Duration.ofSeconds(1));
    }
    pass(Duration.ofHours(6));
    assertThat(waiting()).isEmpty();
  }

  @Test
  void waitingDoesNotCountAsFailing() {
    lambda.runtime.fails(Fault.UNAVAILABLE, "Runtime.Unavailable", "no Python");
    Output _ = accept("1");
    lambda.runBeside();
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofMinutes(5));
    }
    lambda.runtime.fails(Fault.HANDLED, "ValueError", "no");
    pass(Duration.ofMinutes(5));
    int before = calls();
    pass(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(2));
    assertThat(calls()).isEqualTo(before + 2);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void anAcceptedEventSurvivesTheServer() {
    Output _ = accept("{\"n\":1}");
    lambda.beside.clear();
    lambda.functions = lambda.functions();
    pass(Duration.ofSeconds(1));
    assertThat(lambda.runtime.calls().getFirst().event()).isEqualTo("{\"n\":1}");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whatACrashBrokeOffIsDoneAgainWhenTheCallMustBeOver() {
    lambda.runtime.does(_ -> {
      throw new AssertionError("the server dies");
    });
    Output _ = accept("1");
    assertThatThrownBy(lambda::runBeside).isInstanceOf(AssertionError.class);
    lambda.beside.clear();
    lambda.functions = lambda.functions();
    lambda.runtime.returns("1");
    pass(Duration.ofSeconds(79));
    assertThat(calls()).as("20 s of the function, and a minute").isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(calls()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void nobodyElseGetsItMeanwhile() {
    lambda.runtime.does(_ -> {
      lambda.clock.advance(Duration.ofSeconds(40));
      lambda.functions.deliver();
      return ScriptedRuntime.returned("1");
    });
    Output _ = accept("1");
    lambda.runBeside();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void whatAStoppingServerEndsIsNoFailure() {
    lambda.runtime.does(_ -> {
      lambda.functions.close();
      return ScriptedRuntime.failed(Fault.UNHANDLED, "Runtime.ExitError", "killed");
    });
    Output _ = accept("1");
    lambda.runBeside();
    assertThat(waiting()).hasSize(1);
    assertThat(waiting().getFirst().body()).contains("\"attempts\":0");
    pass(Duration.ofHours(1));
    assertThat(calls()).as("it begins nothing more").isEqualTo(1);
    lambda.functions = lambda.functions();
    lambda.runtime.returns("1");
    pass(Duration.ofSeconds(1));
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void manyEventsAreAllDelivered() {
    for (int i = 0; i < 100; i++) {
      Output _ = accept(String.valueOf(i));
    }
    lambda.runBeside();
    assertThat(lambda.runtime.calls().stream().map(ScriptedRuntime.Call::event).distinct())
        .hasSize(100);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void workersSideBySideDeliverEachOnce() {
    Phaser atWork = new Phaser(1);
    lambda.functions = lambda.functions(task -> besideIn(atWork, task));
    for (int i = 0; i < 300; i++) {
      Output _ = accept(String.valueOf(i));
    }
    int _ = atWork.arriveAndAwaitAdvance();
    lambda.functions.deliver();
    int _ = atWork.arriveAndAwaitAdvance();
    assertThat(waiting()).isEmpty();
    assertThat(lambda.runtime.calls()).hasSize(300);
    assertThat(lambda.runtime.calls().stream().map(ScriptedRuntime.Call::event).distinct())
        .hasSize(300);
  }

  @Test
  void aSlowFunctionHoldsUpNobodyElse() throws InterruptedException {
    lambda.make("quick");
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch quick = new CountDownLatch(1);
    AtomicInteger atWork = new AtomicInteger();
    lambda.runtime.does(invocation -> {
      if (invocation.invokedAs().equals(arn("quick"))) {
        quick.countDown();
      } else {
        int _ = atWork.incrementAndGet();
        awaitUninterruptibly(slow);
      }
      return ScriptedRuntime.returned("1");
    });
    Phaser running = new Phaser(1);
    lambda.functions = lambda.functions(task -> besideIn(running, task));
    for (int i = 0; i < 100; i++) {
      Output _ = accept("1");
    }
    Output _ = lambda.send(invoke("quick", "Event", "1"), Output.class);
    assertThat(quick.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(atWork.get()).isLessThanOrEqualTo(EventQueue.WORKERS_OF_ONE);
    slow.countDown();
    int _ = running.arriveAndAwaitAdvance();
    lambda.functions.deliver();
    int _ = running.arriveAndAwaitAdvance();
    assertThat(calls()).isEqualTo(101);
    assertThat(waiting()).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void besideIn(Phaser running, Runnable task) {
    int _ = running.register();
    Thread.startVirtualThread(() -> {
      try {
        task.run();
      } finally {
        int _ = running.arriveAndDeregister();
      }
    });
  }

  @Test
  void onlySoManyWaitForOneFunction() {
    lambda.make("other");
    for (int i = 0; i < EventQueue.MOST; i++) {
      Output _ = accept("1");
    }
    assertThatThrownBy(() -> accept("1"))
        .isInstanceOf(TooManyRequests.class)
        .hasMessage("Rate Exceeded.");
    assertThat(lambda.send(invoke("other", "Event", "1"), Output.class).statusCode())
        .isEqualTo(202);
    lambda.runBeside();
    assertThat(accept("1").statusCode()).isEqualTo(202);
  }

  @Test
  void noMoreThanSoManyBytesWait() {
    String large = '"' + "x".repeat(1024 * 1024 - 2) + '"';
    for (int i = 0; i < 64; i++) {
      Output _ = accept(large);
    }
    assertThatThrownBy(() -> accept("1")).isInstanceOf(TooManyRequests.class);
  }

  @Test
  void theAliasDecidesWhenItIsDelivered() {
    lambda.publish("worker", "live");
    Output _ = lambda.send(invoke("worker:live", "Event", "1"), Output.class);
    lambda.runBeside();
    ScriptedRuntime.Call call = lambda.runtime.calls().getFirst();
    assertThat(call.deployment().version()).isEqualTo("1");
    assertThat(call.invocation().invokedAs()).isEqualTo(arn("worker:live"));
  }

  @Test
  void anEventOfAFunctionThatIsGoneIsForgotten() throws Exception {
    Output _ = accept("1");
    lambda.store.commit(List.of(new Write.Delete(HOME.function("worker"), Write.ANY)));
    lambda.runBeside();
    assertThat(calls()).isZero();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void anotherFunctionOfTheNameDoesNotGetIt() throws Exception {
    Output _ = accept("1");
    lambda.store.commit(List.of(new Write.Delete(HOME.function("worker"), Write.ANY)));
    lambda.make("worker");
    lambda.runBeside();
    assertThat(calls()).isZero();
    assertThat(waiting()).isEmpty();
  }
}
