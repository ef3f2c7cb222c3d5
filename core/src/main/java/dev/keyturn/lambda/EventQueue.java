package dev.keyturn.lambda;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.Turns.Turn;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events that were accepted and wait for their functions. They lie in the store, due when they
/// are to be tried next, so that none is lost when the server dies: each is delivered at least
/// once. Thread-safe.
final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  /// How many events of one function may wait.
  static final int MOST = 1_000;

  /// How many bytes of payload they may have together.
  static final long MOST_BYTES = 64L * 1024 * 1024;

  /// How many are worked on at a time.
  private static final int WORKERS = 16;

  /// How many of one function.
  static final int WORKERS_OF_ONE = 4;

  private static final int BATCH = 1_000;
  private static final int MOST_CLAIMED = 10_000;

  private static final Duration CLAIM = Duration.ofSeconds(30);

  /// What a call may take beside the function's timeout: its start, and its end.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final Store store;
  private final EventPayload payloads;
  private final FunctionCalls calls;
  private final InstantSource clock;
  private final Executor executor;
  private final Semaphore workers = new Semaphore(WORKERS);
  private final Turns turns = new Turns(WORKERS_OF_ONE);
  private volatile boolean closed;

  /// @param executor on which functions are waited for
  EventQueue(
      Store store, MasterKey master, FunctionCalls calls, InstantSource clock, Executor executor) {
    this.store = store;
    this.payloads = new EventPayload(master);
    this.calls = calls;
    this.clock = clock;
    this.executor = executor;
  }

  /// Keeps an event. When this returns, it is durable.
  ///
  /// @return false when so many wait already that there is no room
  boolean accept(QueuedEvent event, SecretValue payload) {
    if (!hasRoom(event)) {
      return false;
    }
    try {
      store.commit(
          List.of(
              new Write.PutPayload(event.payload(), payloads.seal(event, payload)),
              new Write.Put(
                  event.key(),
                  Write.ABSENT,
                  Json.write(event),
                  Optional.of(Instant.ofEpochMilli(event.accepted())),
                  Lease.KEEP)));
    } catch (Conflict impossible) {
      throw new IllegalStateException("A request id came twice", impossible);
    }
    executor.execute(this::runDue);
    return true;
  }

  private boolean hasRoom(QueuedEvent event) {
    List<Document> waiting =
        store.scan(QueuedEvent.KIND, QueuedEvent.prefix(event.arn()), "", MOST);
    long bytes = event.size();
    for (Document each : waiting) {
      bytes += Json.read(each.body(), QueuedEvent.class).size();
    }
    return waiting.size() < MOST && bytes <= MOST_BYTES;
  }

  /// Begins what is due, as far as there are workers. To be called now and then.
  void runDue() {
    claim();
    while (!closed && workers.tryAcquire()) {
      Optional<Turn> first = turns.next();
      if (first.isEmpty()) {
        workers.release();
        return;
      }
      executor.execute(() -> work(first.get()));
    }
  }

  private void work(Turn first) {
    try {
      for (Optional<Turn> next = Optional.of(first); next.isPresent(); next = next()) {
        take(next.get());
      }
    } catch (StoreUnavailable unavailable) {
      LOG.warn("Events wait for the store: {}", unavailable.getMessage());
    } catch (RuntimeException broken) {
      // Its lease runs out, and it is tried again.
      LOG.error("Delivering an event broke: {}", broken.getClass().getSimpleName());
    } finally {
      workers.release();
    }
  }

  private void take(Turn turn) {
    try {
      handle(turn.claimed());
    } finally {
      turns.done(turn);
    }
  }

  private Optional<Turn> next() {
    Optional<Turn> next = closed ? Optional.empty() : turns.next();
    if (next.isEmpty()) {
      claim();
    }
    return closed ? next : next.or(turns::next);
  }

  /// Claims all that is due: what is the turn of a function cannot be seen before. Of what waits
  /// longer than its claim the next claim takes the place.
  private void claim() {
    boolean more = !closed;
    while (more && turns.size() < MOST_CLAIMED) {
      List<Document> claimed = store.claimDue(QueuedEvent.KIND, clock.instant(), CLAIM, BATCH);
      claimed.forEach(turns::add);
      more = claimed.size() == BATCH;
    }
  }

  private void handle(Document claimed) {
    QueuedEvent event = Json.read(claimed.body(), QueuedEvent.class);
    Optional<Deployment> deployment = calls.find(event.arn(), event.functionId());
    Optional<Sealed> payload = store.payload(event.payload());
    if (deployment.isEmpty() || payload.isEmpty()) {
      drop(claimed, event, "there is no such function any more");
      return;
    }
    Duration limit = deployment.get().limits().timeout().plus(MARGIN);
    if (!store.renew(claimed.key(), claimed.fence(), clock.instant().plus(limit))) {
      return;
    }
    Invocation invocation =
        new Invocation(
            event.requestId(),
            event.arn(),
            payloads.open(event, payload.get()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    settle(claimed, event, calls.call(deployment.get(), invocation));
  }

  /// What a stopping server ended was not the function's failure: its lease runs out, and it is
  /// done again.
  private void settle(Document claimed, QueuedEvent event, InvocationEnd end) {
    if (end.fault().isEmpty()) {
      commit(deletion(claimed, event));
    } else if (!closed) {
      Fault fault = end.fault().get();
      boolean ran = fault != Fault.THROTTLED && fault != Fault.UNAVAILABLE;
      QueuedEvent after = ran ? event.attempted() : event.delayed();
      Optional<Instant> again = EventRetries.next(after, clock.instant());
      if (again.isPresent()) {
        commit(
            List.of(
                new Write.Put(
                    claimed.key(), claimed.revision(), Json.write(after), again, Lease.RELEASE)));
      } else {
        drop(claimed, after, "its last attempt ended with " + fault);
      }
    }
  }

  private void drop(Document claimed, QueuedEvent event, String why) {
    LOG.warn(
        "Event {} of {} is given up after {} attempts: {}",
        event.requestId(),
        event.invokedAs(),
        event.attempts(),
        why);
    commit(deletion(claimed, event));
  }

  private static List<Write> deletion(Document claimed, QueuedEvent event) {
    return List.of(
        new Write.Delete(claimed.key(), claimed.revision()),
        new Write.DeletePayload(event.payload()));
  }

  /// Whoever has claimed it meanwhile decides.
  private void commit(List<Write> writes) {
    try {
      store.commit(writes);
    } catch (Conflict lost) {
      LOG.debug("An event was claimed by another", lost);
    }
  }

  /// Begins nothing more.
  @Override
  public void close() {
    closed = true;
  }
}
