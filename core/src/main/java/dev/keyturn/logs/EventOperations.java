package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.key.SecretValue;
import dev.keyturn.logs.Cursor.Range;
import dev.keyturn.logs.FoundGroup.Named;
import dev.keyturn.logs.LogEvent.Position;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the events of one stream, a page at a time, in either direction.
public final class EventOperations {
  static final int MOST_EVENTS = 10_000;
  static final long MOST_BYTES = 1_048_576;
  private static final String FORWARD = "f/";
  private static final String BACKWARD = "b/";

  private final LogRepository repository;
  private final LogWriter reader;
  private final FoundGroup.Finder finder;
  private final LogPages pages;
  private final Buffers buffers;

  EventOperations(LogRepository repository, LogWriter reader, LogPages pages, Buffers buffers) {
    this.repository = repository;
    this.reader = reader;
    this.finder = new FoundGroup.Finder(repository);
    this.pages = pages;
    this.buffers = buffers;
  }

  public record GetLogEvents(
      Optional<String> logGroupName,
      Optional<String> logGroupIdentifier,
      String logStreamName,
      Optional<Long> startTime,
      Optional<Long> endTime,
      Optional<String> nextToken,
      Optional<Integer> limit,
      Optional<Boolean> startFromHead,
      Optional<Boolean> unmask) {}

  public record Page(List<Shown> events, String nextForwardToken, String nextBackwardToken) {}

  public record Shown(long timestamp, SecretValue message, long ingestionTime) {
    static Shown of(LogEvent event) {
      return new Shown(event.timestamp(), event.message(), event.ingested());
    }
  }

  /// Nothing masked can be shown again: what was masked was never kept. So `unmask` has nothing to
  /// do, as in groups without a data protection policy on AWS.
  Operation<GetLogEvents, FoundGroup, Page> row() {
    return new Operation<>(
        "GetLogEvents",
        GetLogEvents.class,
        Page.class,
        READ,
        "logs:GetLogEvents",
        (call, input) ->
            finder.stream(
                call,
                new Named(input.logGroupName(), input.logGroupIdentifier()),
                input.logStreamName()),
        this::get);
  }

  private Page get(Call call, FoundGroup found, GetLogEvents input) {
    LogGroup group = found.require(repository, buffers);
    LogStream stream =
        repository.stream(found.home(), group, input.logStreamName())
            .orElseThrow(LogRepository::noStream)
            .body();
    String listing = "logs:GetLogEvents\n" + stream.id();
    Range range = range(group, input, call, listing);
    List<LogEvent> events =
        page(new Cursor(repository, reader, stream, range), input.limit().orElse(MOST_EVENTS));
    if (!range.forward()) {
      Collections.reverse(events);
    }
    return new Page(
        events.stream().map(Shown::of).toList(),
        FORWARD + pages.issue(listing, text(after(events, range))),
        BACKWARD + pages.issue(listing, text(before(events, range))));
  }

  private Range range(LogGroup group, GetLogEvents input, Call call, String listing) {
    long from = Math.max(input.startTime().orElse(0L), group.keptSince(call.at().toEpochMilli()));
    long to = input.endTime().orElse(Long.MAX_VALUE);
    boolean forward =
        input.nextToken().map(it -> it.startsWith(FORWARD)).or(input::startFromHead).orElse(false);
    return new Range(from, to, position(listing, input.nextToken()), forward);
  }

  private @Nullable Position position(String listing, Optional<String> token) {
    if (token.isEmpty()) {
      return null;
    }
    String text = pages.position(listing, token.map(it -> it.substring(Math.min(2, it.length()))));
    int space = text.indexOf(' ');
    return new Position(
        Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
  }

  private static String text(Position position) {
    return position.timestamp() + " " + position.ordinal();
  }

  /// Where the next page forwards begins. At the end it is the place from which this page was
  /// asked, so that the same token comes again.
  private static Position after(List<LogEvent> events, Range range) {
    if (!events.isEmpty()) {
      return events.getLast().position();
    }
    Position asked = range.beyond();
    if (asked == null) {
      return new Position(range.from(), -1);
    }
    return range.forward() ? asked : new Position(asked.timestamp(), asked.ordinal() - 1);
  }

  private static Position before(List<LogEvent> events, Range range) {
    if (!events.isEmpty()) {
      return events.getFirst().position();
    }
    Position asked = range.beyond();
    if (asked == null) {
      return new Position(range.from(), 0);
    }
    return range.forward() ? new Position(asked.timestamp(), asked.ordinal() + 1) : asked;
  }

  private static List<LogEvent> page(Cursor cursor, int most) {
    List<LogEvent> events = new ArrayList<>();
    long bytes = 0;
    while (events.size() < most) {
      Optional<LogEvent> next = cursor.peek();
      if (next.isEmpty() || (!events.isEmpty() && bytes + next.get().bytes() > MOST_BYTES)) {
        break;
      }
      bytes += next.get().bytes();
      events.add(next.get());
      cursor.next();
    }
    return events;
  }
}
