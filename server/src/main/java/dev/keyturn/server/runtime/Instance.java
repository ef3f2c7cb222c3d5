package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment.Limits;
import dev.keyturn.function.InstanceCredentials.Lent;
import dev.keyturn.function.InstanceCredentials.Use;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A process that holds one deployment and serves one invocation at a time. One that failed to
/// start, ran out of time or ended serves no more. Not for several callers at once.
final class Instance implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LAST_WORDS = Duration.ofMillis(100);
  private static final int MOST_PROCESSES = 1024;

  /// What an interpreter needs beside what AWS counts.
  private static final int RESERVE_MB = 64;

  private final Parts parts;
  private final long begun = System.nanoTime();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean broken;
  private boolean served;

  /// What an instance consists of.
  ///
  /// @param logStream its name
  /// @param limits what the processes may take
  /// @param leftovers what to give back when the processes are gone
  record Parts(
      Exchange exchange,
      ProcessTree processes,
      Output output,
      Lent credentials,
      String logStream,
      Limits limits,
      InstantSource clock,
      Runnable leftovers) {}

  Instance(Parts parts) {
    this.parts = parts;
    parts
        .processes()
        .process()
        .onExit()
        .thenAccept(process -> parts.exchange().end(new Answer.Exited(process.exitValue())));
  }

  boolean isUsable() {
    return !broken && parts.processes().process().isAlive();
  }

  /// Serves an invocation, for at most the time of the deployment's limit (and ten seconds before
  /// that for the start).
  ///
  /// @return empty when the process had ended before it took the invocation: nothing ran
  Optional<InvocationEnd> serve(Invocation invocation, String version) {
    parts.output().begin();
    Task.rotationToken(invocation).ifPresent(parts.output()::conceal);
    Work work = new Work(invocation, version);
    Optional<Ending> ending;
    try (Use _ = parts.credentials().begin(invocation.scope())) {
      ending = work.run();
    }
    served = true;
    return ending.map(work::report);
  }

  /// One invocation in this instance.
  private final class Work {
    private final Invocation invocation;
    private final String version;
    private Optional<Duration> start = Optional.empty();
    private long from = System.nanoTime();
    private Duration took = Duration.ZERO;

    private Work(Invocation invocation, String version) {
      this.invocation = invocation;
      this.version = version;
    }

    private Optional<Ending> run() {
      try {
        Optional<Answer> failed =
            parts.exchange().started().get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
        if (failed.isPresent()) {
          return served ? Optional.empty() : Optional.of(give(Ending.ofStart(failed.get(), id())));
        }
        if (!served) {
          start = Optional.of(Duration.ofNanos(System.nanoTime() - begun));
        }
        return answered();
      } catch (TimeoutException _) {
        return Optional.of(give(late("Init timed out", LONGEST_START)));
      } catch (InterruptedException _) {
        Ending ending = give(stopped());
        Thread.currentThread().interrupt();
        return Optional.of(ending);
      } catch (ExecutionException impossible) {
        throw new IllegalStateException("Never fails", impossible);
      }
    }

    private Optional<Ending> answered() throws InterruptedException, ExecutionException {
      Duration limit = parts.limits().timeout();
      parts.output().write("START RequestId: " + id() + " Version: " + version);
      from = System.nanoTime();
      CompletableFuture<Answer> answer =
          parts.exchange().hand(new Task(invocation, parts.clock().instant().plus(limit)));
      try {
        Answer given = watched(answer, limit);
        took = Duration.ofNanos(System.nanoTime() - from);
        if (given instanceof Answer.Exited && served && !parts.exchange().tookLast()) {
          broken = true;
          return Optional.empty();
        }
        Ending ending = Ending.of(given, id());
        return Optional.of(given instanceof Answer.Exited ? give(ending) : ending);
      } catch (TimeoutException _) {
        took = limit;
        return Optional.of(
            give(
                parts.exchange().isCrowded()
                    ? Ending.of(Answer.NO_ROOM, id())
                    : late("Task timed out", limit)));
      }
    }

    /// Waits for the answer. What the kernel does not hold all processes together to is looked at
    /// now and then.
    private Answer watched(CompletableFuture<Answer> answer, Duration limit)
        throws InterruptedException, ExecutionException, TimeoutException {
      long left = limit.toNanos();
      while (left > LOOK.toNanos()) {
        try {
          return answer.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
          left = limit.toNanos() - (System.nanoTime() - from);
        }
        if (parts.processes().exceeds(parts.limits().memoryMb() + RESERVE_MB, MOST_PROCESSES)) {
          parts
              .output()
              .write(
                  "[Keyturn] The processes of the function took too much memory, or there were too many");
          parts.processes().kill();
          return answer.get();
        }
      }
      return answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
    }

    private String id() {
      return invocation.requestId();
    }

    private Ending late(String what, Duration limit) {
      return Ending.of(
          Fault.TIMED_OUT,
          "Sandbox.Timedout",
          String.format(
              Locale.ROOT,
              "RequestId: %s Error: %s after %.2f seconds",
              id(),
              what,
              limit.toMillis() / 1000.0));
    }

    private Ending stopped() {
      return Ending.of(
          Fault.UNHANDLED,
          "Sandbox.Stopped",
          "RequestId: " + id() + " Error: Ended because the server stops");
    }

    /// Gives the instance up: its processes are gone when this returns.
    private Ending give(Ending ending) {
      broken = true;
      parts.processes().kill();
      parts.output().settleAtEnd();
      return ending;
    }

    private InvocationEnd report(Ending ending) {
      Output output = parts.output();
      if (!broken) {
        awaitReadiness();
        output.settle();
      }
      ending.message().ifPresent(output::write);
      output.write("END RequestId: " + id());
      output.write(summary(ending));
      return new InvocationEnd(
          ending.fault(), ending.payload(), output.tail(), Optional.of(parts.logStream()), took);
    }

    private void awaitReadiness() {
      try {
        parts.exchange().readiness().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException _) {
        // It takes its time, at nobody's expense but its own.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private String summary(Ending ending) {
      double millis = took.toNanos() / 1e6;
      String status =
          switch (ending.fault().orElse(null)) {
            case null -> "";
            case TIMED_OUT -> "\tStatus: timeout";
            default -> "\tStatus: error\tError Type: " + ending.type().orElse("Error");
          };
      return String.format(
          Locale.ROOT,
          "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB%s%s",
          id(),
          millis,
          Math.ceil(millis),
          parts.limits().memoryMb(),
          start
              .map(it -> String.format(Locale.ROOT, "\tInit Duration: %.2f ms", it.toNanos() / 1e6))
              .orElse(""),
          status);
    }
  }

  /// Ends the processes and gives back what they held.
  @Override
  public void close() {
    broken = true;
    if (closed.compareAndSet(false, true)) {
      parts.processes().kill();
      parts.credentials().close();
      parts.leftovers().run();
    }
  }
}
