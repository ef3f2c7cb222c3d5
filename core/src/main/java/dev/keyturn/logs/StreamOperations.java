package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.logs.FoundGroup.Named;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.ResourceAlreadyExists;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Kept;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The operations on log streams themselves.
public final class StreamOperations {
  private static final int USUAL_PAGE = 50;
  private static final String BY_TIME = "LastEventTime";

  private final LogRepository repository;
  private final FoundGroup.Finder finder;
  private final LogPages pages;
  private final Buffers buffers;

  StreamOperations(LogRepository repository, LogPages pages, Buffers buffers) {
    this.repository = repository;
    this.finder = new FoundGroup.Finder(repository);
    this.pages = pages;
    this.buffers = buffers;
  }

  public record CreateLogStream(String logGroupName, String logStreamName) {}

  public record DeleteLogStream(String logGroupName, String logStreamName) {}

  public record DescribeLogStreams(
      Optional<String> logGroupName,
      Optional<String> logGroupIdentifier,
      Optional<String> logStreamNamePrefix,
      Optional<String> orderBy,
      Optional<Boolean> descending,
      Optional<String> nextToken,
      Optional<Integer> limit) {}

  public record Page(List<Shown> logStreams, Optional<String> nextToken) {}

  /// A stream as answers show it. AWS says no bytes any more.
  public record Shown(
      String logStreamName,
      long creationTime,
      Optional<Long> firstEventTimestamp,
      Optional<Long> lastEventTimestamp,
      Optional<Long> lastIngestionTime,
      String uploadSequenceToken,
      String arn,
      long storedBytes) {

    static Shown of(FoundGroup in, LogStream stream) {
      return new Shown(
          stream.name(),
          stream.created(),
          stream.first(),
          stream.last(),
          stream.ingested(),
          sequenceToken(stream.next()),
          in.home().streamArn(in.name(), stream.name()),
          0);
    }
  }

  /// What AWS still gives, and nobody has to give back.
  static String sequenceToken(long next) {
    return "%056d".formatted(next + 1);
  }

  Operation<CreateLogStream, FoundGroup, Nothing> create() {
    return new Operation<>(
        "CreateLogStream",
        CreateLogStream.class,
        Nothing.class,
        WRITE,
        "logs:CreateLogStream",
        (call, input) -> finder.stream(call, input.logGroupName(), input.logStreamName()),
        this::create);
  }

  Operation<DeleteLogStream, FoundGroup, Nothing> delete() {
    return new Operation<>(
        "DeleteLogStream",
        DeleteLogStream.class,
        Nothing.class,
        WRITE,
        "logs:DeleteLogStream",
        (call, input) -> finder.stream(call, input.logGroupName(), input.logStreamName()),
        this::delete);
  }

  Operation<DescribeLogStreams, FoundGroup, Page> describe() {
    return new Operation<>(
        "DescribeLogStreams",
        DescribeLogStreams.class,
        Page.class,
        READ,
        "logs:DescribeLogStreams",
        (call, input) ->
            finder.contents(call, new Named(input.logGroupName(), input.logGroupIdentifier())),
        this::describe);
  }

  private Nothing create(Call call, FoundGroup found, CreateLogStream input) {
    LogGroup group = found.require();
    DocumentKey key = found.home().stream(group, input.logStreamName());
    if (!DocumentKey.storable(key.key())) {
      throw new InvalidParameter("The log stream name holds a character that no name can hold");
    }
    LogStream stream =
        LogStream.empty(repository.newId(), input.logStreamName(), call.at().toEpochMilli());
    if (!repository.made(key, stream)) {
      throw new ResourceAlreadyExists("The specified log stream already exists");
    }
    return Nothing.NOTHING;
  }

  private Nothing delete(Call call, FoundGroup found, DeleteLogStream input) {
    buffers.flush(found.home(), found.name());
    repository.delete(
        repository.stream(found.home(), found.require(), input.logStreamName())
            .orElseThrow(LogRepository::noStream));
    return Nothing.NOTHING;
  }

  private Page describe(Call call, FoundGroup found, DescribeLogStreams input) {
    boolean byTime = input.orderBy().filter(BY_TIME::equals).isPresent();
    if (byTime && input.logStreamNamePrefix().isPresent()) {
      throw new InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    LogGroup group = found.require(repository, buffers);
    Comparator<LogStream> order = order(byTime, input.descending().orElse(false));
    String listing = listing(found, input);
    String position = pages.position(listing, input.nextToken());
    List<LogStream> streams =
        repository.streams(found.home(), group, input.logStreamNamePrefix().orElse("")).stream()
            .map(Kept::body)
            .sorted(order)
            .dropWhile(it -> !isAfter(it, position, order))
            .limit(input.limit().orElse(USUAL_PAGE) + 1L)
            .toList();
    int shown = Math.min(streams.size(), input.limit().orElse(USUAL_PAGE));
    return new Page(
        streams.subList(0, shown).stream().map(it -> Shown.of(found, it)).toList(),
        streams.size() > shown
            ? Optional.of(pages.issue(listing, position(streams.get(shown - 1))))
            : Optional.empty());
  }

  private static String listing(FoundGroup found, DescribeLogStreams input) {
    return String.join(
        "\n",
        "logs:DescribeLogStreams",
        found.arn(),
        input.logStreamNamePrefix().orElse(""),
        input.orderBy().orElse(""),
        input.descending().orElse(false).toString());
  }

  private static Comparator<LogStream> order(boolean byTime, boolean descending) {
    Comparator<LogStream> byName = Comparator.comparing(LogStream::name);
    Comparator<LogStream> order =
        byTime ? Comparator.comparingLong(LogStream::lastActive).thenComparing(byName) : byName;
    return descending ? order.reversed() : order;
  }

  private static String position(LogStream stream) {
    return stream.lastActive() + " " + stream.name();
  }

  private static boolean isAfter(LogStream stream, String position, Comparator<LogStream> order) {
    if (position.isEmpty()) {
      return true;
    }
    int space = position.indexOf(' ');
    LogStream last =
        LogStream.empty(
            "", position.substring(space + 1), Long.parseLong(position.substring(0, space)));
    return order.compare(stream, last) > 0;
  }
}
