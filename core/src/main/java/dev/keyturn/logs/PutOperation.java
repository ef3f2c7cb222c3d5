package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Bulk;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.store.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds events that a caller brings, masked like what functions print; they are durable before the
/// answer.
public final class PutOperation {
  private static final long MOST_BYTES = 1_048_576;
  private static final long LONGEST_SPAN = Duration.ofHours(24).toMillis();
  private static final long MOST_AHEAD = Duration.ofHours(2).toMillis();
  private static final long OLDEST = Duration.ofDays(14).toMillis();

  private final LogRepository repository;
  private final LogWriter writer;
  private final FoundGroup.Finder finder;
  private final Concealment concealment;

  PutOperation(LogRepository repository, LogWriter writer, Concealment concealment) {
    this.repository = repository;
    this.writer = writer;
    this.finder = new FoundGroup.Finder(repository);
    this.concealment = concealment;
  }

  public record PutLogEvents(
      String logGroupName,
      String logStreamName,
      List<Event> logEvents,
      Optional<String> sequenceToken) {}

  public record Event(long timestamp, SecretValue message) implements Bulk {
    long bytes() {
      return message.size() + (long) LogEvent.OVERHEAD;
    }
  }

  public record Output(String nextSequenceToken, Optional<Rejected> rejectedLogEventsInfo) {}

  /// What was left out of a batch, whose events are in the order of their time.
  public record Rejected(
      Optional<Integer> tooNewLogEventStartIndex,
      Optional<Integer> tooOldLogEventEndIndex,
      Optional<Integer> expiredLogEventEndIndex) {

    boolean isNone() {
      return tooNewLogEventStartIndex.isEmpty()
          && tooOldLogEventEndIndex.isEmpty()
          && expiredLogEventEndIndex.isEmpty();
    }
  }

  Operation<PutLogEvents, FoundGroup, Output> row() {
    return new Operation<>(
        "PutLogEvents",
        PutLogEvents.class,
        Output.class,
        WRITE,
        "logs:PutLogEvents",
        (call, input) -> finder.stream(call, input.logGroupName(), input.logStreamName()),
        this::put);
  }

  private Output put(Call call, FoundGroup found, PutLogEvents input) {
    demandBatch(input.logEvents());
    LogGroup group = found.require();
    long now = call.at().toEpochMilli();
    Rejected rejected = rejected(input.logEvents(), group, now);
    concealment.await();
    List<Entry> entries = entries(found, input, rejected);
    long next =
        LogRepository.again(() -> {
          Kept<LogStream> stream =
              repository.stream(found.home(), group, input.logStreamName())
                  .orElseThrow(LogRepository::noStream);
          boolean done = entries.isEmpty() || writer.add(stream, entries, now);
          return Optional.of(stream.body().next() + entries.size()).filter(_ -> done);
        });
    return new Output(
        StreamOperations.sequenceToken(next), Optional.of(rejected).filter(it -> !it.isNone()));
  }

  private static void demandBatch(List<Event> events) {
    if (events.stream().mapToLong(Event::bytes).sum() > MOST_BYTES) {
      throw new InvalidParameter(
          "Upload too large: %d bytes exceeds limit of %d"
              .formatted(events.stream().mapToLong(Event::bytes).sum(), MOST_BYTES));
    }
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i).timestamp() < events.get(i - 1).timestamp()) {
        throw new InvalidParameter(
            "Log events in a single PutLogEvents request must be in chronological order.");
      }
    }
    if (events.getLast().timestamp() - events.getFirst().timestamp() > LONGEST_SPAN) {
      throw new InvalidParameter(
          "The batch of log events in a single PutLogEvents request cannot span more than 24"
              + " hours.");
    }
  }

  private static Rejected rejected(List<Event> events, LogGroup group, long now) {
    long expired = group.keptSince(now);
    long old = now - OLDEST;
    int tooNew = firstFrom(events, now + MOST_AHEAD + 1);
    int tooOld = firstFrom(events, old);
    int gone = firstFrom(events, expired);
    return new Rejected(
        Optional.of(tooNew).filter(it -> it < events.size()),
        Optional.of(tooOld).filter(it -> it > 0),
        Optional.of(gone).filter(it -> it > 0));
  }

  /// The index of the first event that is not before an instant.
  private static int firstFrom(List<Event> events, long instant) {
    int index = 0;
    while (index < events.size() && events.get(index).timestamp() < instant) {
      index++;
    }
    return index;
  }

  private List<Entry> entries(FoundGroup found, PutLogEvents input, Rejected rejected) {
    int from =
        Math.max(
            rejected.tooOldLogEventEndIndex().orElse(0),
            rejected.expiredLogEventEndIndex().orElse(0));
    int to = rejected.tooNewLogEventStartIndex().orElse(input.logEvents().size());
    List<Entry> entries = new ArrayList<>();
    for (Event event : input.logEvents().subList(Math.min(from, to), to)) {
      String message =
          concealment.of(found.home(), found.name(), input.logStreamName(), event.message());
      entries.add(new Entry(event.timestamp(), SecretValue.ofString(message)));
    }
    return entries;
  }
}
