package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.key.SecretValue;
import dev.keyturn.logs.FoundGroup.Named;
import dev.keyturn.logs.MergedCursor.Found;
import dev.keyturn.logs.MergedCursor.Place;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.store.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds events in the streams of a group, in the order of their time.
public final class FilterOperation {
  /// A page ends after so much was looked through, whatever was found.
  private static final long MOST_READ = 16L * 1024 * 1024;

  private final LogRepository repository;
  private final LogWriter reader;
  private final FoundGroup.Finder finder;
  private final LogPages pages;
  private final Buffers buffers;

  FilterOperation(LogRepository repository, LogWriter reader, LogPages pages, Buffers buffers) {
    this.repository = repository;
    this.reader = reader;
    this.finder = new FoundGroup.Finder(repository);
    this.pages = pages;
    this.buffers = buffers;
  }

  public record FilterLogEvents(
      Optional<String> logGroupName,
      Optional<String> logGroupIdentifier,
      Optional<List<String>> logStreamNames,
      Optional<String> logStreamNamePrefix,
      Optional<Long> startTime,
      Optional<Long> endTime,
      Optional<String> filterPattern,
      Optional<String> nextToken,
      Optional<Integer> limit,
      Optional<Boolean> interleaved,
      Optional<Boolean> unmask) {}

  public record Page(
      List<Shown> events, List<Searched> searchedLogStreams, Optional<String> nextToken) {}

  public record Searched(String logStreamName, boolean searchedCompletely) {}

  public record Shown(
      String logStreamName,
      long timestamp,
      SecretValue message,
      long ingestionTime,
      String eventId) {

    static Shown of(Found found) {
      LogEvent event = found.event();
      return new Shown(
          found.stream().name(),
          event.timestamp(),
          event.message(),
          event.ingested(),
          id(found.stream(), event));
    }
  }

  /// 56 digits, the same for the same event: `aws logs tail` tells events apart by them.
  private static String id(LogStream stream, LogEvent event) {
    long random = Long.parseUnsignedLong(stream.id().substring(0, 15), 16);
    return "%015d%019d%022d".formatted(event.timestamp(), random, event.ordinal());
  }

  /// Events of all streams are always told in the order of their time, as AWS now does whatever
  /// `interleaved` says.
  Operation<FilterLogEvents, FoundGroup, Page> row() {
    return new Operation<>(
        "FilterLogEvents",
        FilterLogEvents.class,
        Page.class,
        READ,
        "logs:FilterLogEvents",
        (call, input) ->
            finder.contents(call, new Named(input.logGroupName(), input.logGroupIdentifier())),
        this::filter);
  }

  private Page filter(Call call, FoundGroup found, FilterLogEvents input) {
    if (input.logStreamNames().isPresent() && input.logStreamNamePrefix().isPresent()) {
      throw new InvalidParameter(
          "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
    }
    LogGroup group = found.require(repository, buffers);
    Predicate<String> pattern = FilterPattern.of(input.filterPattern().orElse(""));
    String listing = listing(found, input);
    MergedCursor cursor =
        new MergedCursor(
            repository,
            reader,
            streams(found, group, input),
            new MergedCursor.Span(
                Math.max(input.startTime().orElse(0L), group.keptSince(call.at().toEpochMilli())),
                input
                    .endTime()
                    .filter(it -> it < Long.MAX_VALUE)
                    .map(it -> it + 1)
                    .orElse(Long.MAX_VALUE)),
            Place.parse(pages.position(listing, input.nextToken())));
    return page(cursor, pattern, input.limit().orElse(EventOperations.MOST_EVENTS), listing);
  }

  private static String listing(FoundGroup found, FilterLogEvents input) {
    return String.join(
        "\n",
        "logs:FilterLogEvents",
        found.arn(),
        input.logStreamNames().map(List::toString).orElse(""),
        input.logStreamNamePrefix().orElse(""),
        input.filterPattern().orElse(""));
  }

  private List<LogStream> streams(FoundGroup found, LogGroup group, FilterLogEvents input) {
    if (input.logStreamNames().isEmpty()) {
      return repository
          .streams(found.home(), group, input.logStreamNamePrefix().orElse(""))
          .stream()
          .map(Kept::body)
          .toList();
    }
    return input.logStreamNames().get().stream()
        .distinct()
        .map(name ->
            repository.stream(found.home(), group, name)
                .orElseThrow(LogRepository::noStream)
                .body())
        .toList();
  }

  private Page page(MergedCursor cursor, Predicate<String> pattern, int most, String listing) {
    List<Shown> events = new ArrayList<>();
    long bytes = 0;
    Optional<Place> last = Optional.empty();
    while (true) {
      Optional<Found> next = cursor.peek();
      if (next.isEmpty()) {
        return new Page(events, List.of(), Optional.empty());
      }
      boolean wanted = pattern.test(next.get().event().message().revealString());
      boolean full =
          events.size() == most
              || (wanted
                  && !events.isEmpty()
                  && bytes + next.get().event().bytes() > EventOperations.MOST_BYTES);
      if (last.isPresent() && (full || cursor.read() > MOST_READ)) {
        return new Page(
            events, List.of(), last.map(place -> pages.issue(listing, place.toString())));
      }
      if (wanted) {
        events.add(Shown.of(next.get()));
        bytes += next.get().event().bytes();
      }
      last = Optional.of(next.get().place());
      cursor.next();
    }
  }
}
