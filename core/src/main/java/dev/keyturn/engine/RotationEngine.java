package dev.keyturn.engine;

import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads every rotation that is due to its end: claims it, records what it is about to do, calls
/// the function, and commits what follows. Several engines may work on one store.
///
/// Each claim has a thread of its own, and of the platform: a log-in at a target is a dozen short
/// waits, and a virtual thread takes two changes of threads to wake from each. The settings bound
/// how many there are.
///
/// A test cranks it by hand with [#runDue()]; the program calls [#start()] and [#close()].
public final class RotationEngine implements AutoCloseable {
  /// Kind of the documents that hold rotations.
  public static final String KIND = "rotation";

  private static final Logger LOG = LoggerFactory.getLogger(RotationEngine.class);

  /// How long changes by others may go unseen, and how often the store is asked at most.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int BATCH = 100;

  private final EnginePorts ports;
  private final EngineSettings settings;
  private final TargetGate gate;
  private final Leases leases;
  private final Semaphore free;
  private final Map<DocumentKey, CompletableFuture<Void>> working = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final List<Thread> background = new ArrayList<>();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("rotation").factory());
  private boolean wake;
  private volatile boolean draining;

  public RotationEngine(EnginePorts ports, EngineSettings settings) {
    this.ports = ports;
    this.settings = settings;
    this.gate = new TargetGate(settings.perTarget(), ports.listener());
    this.leases = new Leases(ports.store(), ports.clock(), settings.lease());
    this.free = new Semaphore(settings.inProgress());
  }

  /// Does everything that is due now, in parallel, and returns when it is done. What becomes due by
  /// the passing of time is left for the next call.
  ///
  /// @return how many claims there were
  public int runDue() {
    int claims = 0;
    for (var begun = claim(); !begun.isEmpty(); begun = claim()) {
      claims += begun.size();
      begun.forEach(CompletableFuture::join);
    }
    return claims;
  }

  /// Looks for due work from now on, until [#close()].
  public void start() {
    background.add(Thread.ofPlatform().daemon().name("rotation-engine").start(this::loop));
    background.add(Thread.ofVirtual().name("rotation-leases").start(this::renew));
  }

  /// There may be something to do at once.
  public void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many rotations are in progress here.
  public int inProgress() {
    return leases.size();
  }

  /// Starts nothing more and waits, within a bound, for steps in progress and for what may have
  /// touched its target. What is left then goes on at the next start.
  @Override
  public void close() {
    draining = true;
    wake();
    try {
      if (!free.tryAcquire(
          settings.inProgress(), settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} rotations did not end in time; they go on at the next start", inProgress());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    workers.shutdown();
    background.forEach(Thread::interrupt);
  }

  private void loop() {
    while (!draining) {
      try {
        await(claim().size() < BATCH ? untilNext() : Duration.ZERO);
      } catch (StoreUnavailable unavailable) {
        LOG.warn("The store cannot be asked for due rotations: {}", unavailable.getMessage());
        pause(LOOK);
      } catch (RuntimeException | Error broken) {
        // Whatever it is, memory that ran out among it: without this loop nothing rotates any more.
        LOG.error("Due rotations could not be looked for", broken);
        pause(LOOK);
      }
    }
  }

  private void renew() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        leases.renew();
      } catch (RuntimeException | Error broken) {
        LOG.error("Claims could not be renewed", broken);
      }
      pause(settings.lease().dividedBy(3));
    }
  }

  private List<CompletableFuture<Void>> claim() {
    int slots = draining ? 0 : Math.min(BATCH, free.availablePermits());
    if (slots == 0) {
      return List.of();
    }
    return ports.store().claimDue(KIND, now(), settings.lease(), slots).stream()
        .map(this::work)
        .toList();
  }

  /// A lease may run out under a step that is being done here (the clock jumped, the store could
  /// not be written): then the new claim waits for that step's end, so that no two workers of one
  /// process ever act on one target for one secret.
  private CompletableFuture<Void> work(Document claimed) {
    free.acquireUninterruptibly();
    leases.hold(claimed);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Optional<CompletableFuture<Void>> earlier =
        Optional.ofNullable(working.put(claimed.key(), ended));
    Runnable work =
        () -> {
          Thread.currentThread().setName("rotation-" + claimed.key().key());
          try {
            earlier.ifPresent(CompletableFuture::join);
            run(claimed);
          } finally {
            Thread.currentThread().setName("rotation");
            working.remove(claimed.key(), ended);
            ended.complete(null);
          }
        };
    try {
      workers.execute(work);
    } catch (RuntimeException | Error noThread) {
      // The claim runs out, and is made again.
      working.remove(claimed.key(), ended);
      earlier.ifPresentOrElse(
          it -> it.whenComplete((_, _) -> ended.complete(null)), () -> ended.complete(null));
      leases.drop(claimed);
      free.release();
      throw noThread;
    }
    return ended;
  }

  /// A rotation that breaks off here keeps its claim until the lease runs out, and then goes on.
  private void run(Document claimed) {
    try {
      ClaimedRotation claim = new ClaimedRotation(ports, settings.lease(), claimed);
      new RotationRun(ports, settings, gate, () -> draining, claim).run();
    } catch (StoreUnavailable unavailable) {
      LOG.warn("{} breaks off: {}", claimed.key(), unavailable.getMessage());
    } catch (RuntimeException | Error broken) {
      LOG.error("{} breaks off", claimed.key(), broken);
    } finally {
      leases.drop(claimed);
      free.release();
      wake();
    }
  }

  /// What is due and was not claimed just now has to wait for a free place, whose end wakes the
  /// engine.
  private Duration untilNext() {
    Instant now = now();
    return ports
        .store()
        .nextDue(KIND, now)
        .filter(due -> due.isAfter(now))
        .map(due -> Duration.between(now, due))
        .filter(left -> left.compareTo(LOOK) < 0)
        .orElse(LOOK);
  }

  private void await(Duration most) {
    lock.lock();
    try {
      long left = most.toNanos();
      while (!wake && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Instant now() {
    return ports.clock().instant();
  }
}
