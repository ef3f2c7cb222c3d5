package dev.keyturn.logs;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.ResourceAlreadyExists;
import dev.keyturn.store.Document;
import dev.keyturn.store.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations on log groups themselves.
public final class GroupOperations {
  private static final List<Integer> RETENTIONS =
      List.of(
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
          2922, 3288, 3653);
  private static final int USUAL_PAGE = 50;
  private static final int SCANNED = 200;
  private static final String STANDARD = "STANDARD";

  private final LogRepository repository;
  private final FoundGroup.Finder finder;
  private final LogPages pages;
  private final Buffers buffers;

  GroupOperations(LogRepository repository, LogPages pages, Buffers buffers) {
    this.repository = repository;
    this.finder = new FoundGroup.Finder(repository);
    this.pages = pages;
    this.buffers = buffers;
  }

  public record CreateLogGroup(
      String logGroupName, Optional<Map<String, String>> tags, Optional<String> logGroupClass) {}

  public record DeleteLogGroup(String logGroupName) {}

  public record PutRetentionPolicy(String logGroupName, int retentionInDays) {}

  public record DeleteRetentionPolicy(String logGroupName) {}

  public record DescribeLogGroups(
      Optional<String> logGroupNamePrefix,
      Optional<String> logGroupNamePattern,
      Optional<String> nextToken,
      Optional<Integer> limit,
      Optional<String> logGroupClass) {}

  public record Page(List<Shown> logGroups, Optional<String> nextToken) {}

  /// A group as answers show it.
  public record Shown(
      String logGroupName,
      long creationTime,
      Optional<Integer> retentionInDays,
      int metricFilterCount,
      String arn,
      long storedBytes,
      String logGroupClass,
      String logGroupArn) {

    static Shown of(Home home, LogGroup group) {
      String arn = home.arn(group.name());
      return new Shown(
          group.name(),
          group.created(),
          group.retention(),
          0,
          arn + ":*",
          group.stored(),
          group.type().orElse(STANDARD),
          arn);
    }
  }

  Operation<CreateLogGroup, FoundGroup, Nothing> create() {
    return new Operation<>(
            "CreateLogGroup",
            CreateLogGroup.class,
            Nothing.class,
            WRITE,
            "logs:CreateLogGroup",
            (call, input) -> finder.contents(call, input.logGroupName()),
            this::create)
        .keyed(ConditionKeys.<CreateLogGroup>none().withTags(it -> it.tags().orElse(Map.of())))
        .needing(it -> it.tags().isPresent() ? List.of("logs:TagResource") : List.of())
        .without("kmsKeyId");
  }

  Operation<DeleteLogGroup, FoundGroup, Nothing> delete() {
    return new Operation<>(
        "DeleteLogGroup",
        DeleteLogGroup.class,
        Nothing.class,
        WRITE,
        "logs:DeleteLogGroup",
        (call, input) -> finder.contents(call, input.logGroupName()),
        (_, found, _) -> {
          repository.delete(found.home(), found.name());
          return Nothing.NOTHING;
        });
  }

  Operation<PutRetentionPolicy, FoundGroup, Nothing> putRetention() {
    return new Operation<>(
        "PutRetentionPolicy",
        PutRetentionPolicy.class,
        Nothing.class,
        WRITE,
        "logs:PutRetentionPolicy",
        (call, input) -> finder.contents(call, input.logGroupName()),
        this::retain);
  }

  Operation<DeleteRetentionPolicy, FoundGroup, Nothing> deleteRetention() {
    return new Operation<>(
        "DeleteRetentionPolicy",
        DeleteRetentionPolicy.class,
        Nothing.class,
        WRITE,
        "logs:DeleteRetentionPolicy",
        (call, input) -> finder.contents(call, input.logGroupName()),
        (_, found, _) -> keep(found, Optional.empty()));
  }

  Operation<DescribeLogGroups, FoundGroup, Page> describe() {
    return new Operation<>(
            "DescribeLogGroups",
            DescribeLogGroups.class,
            Page.class,
            READ,
            "logs:DescribeLogGroups",
            (call, input) -> anyOf(call, input.logGroupNamePrefix().orElse("")),
            this::describe)
        .without(
            "accountIdentifiers",
            "includeLinkedAccounts",
            "logGroups.kmsKeyId",
            "logGroups.dataProtectionStatus",
            "logGroups.inheritedProperties");
  }

  private static FoundGroup anyOf(Call call, String prefix) {
    Home home = Home.of(call);
    return new FoundGroup(home, prefix, home.contents(prefix), Optional.empty());
  }

  private Nothing create(Call call, FoundGroup found, CreateLogGroup input) {
    TagOperations.demandOwn(input.tags().orElse(Map.of()).keySet());
    LogGroup group =
        new LogGroup(
            repository.newId(),
            found.name(),
            call.at().toEpochMilli(),
            Optional.empty(),
            input.logGroupClass(),
            input.tags().orElse(Map.of()),
            0);
    if (!repository.made(found.home().group(found.name()), group)) {
      throw new ResourceAlreadyExists("The specified log group already exists");
    }
    return Nothing.NOTHING;
  }

  private Nothing retain(Call call, FoundGroup found, PutRetentionPolicy input) {
    if (!RETENTIONS.contains(input.retentionInDays())) {
      throw new InvalidParameter(
          "1 validation error detected: Value '%d' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: %s"
              .formatted(input.retentionInDays(), RETENTIONS));
    }
    return keep(found, Optional.of(input.retentionInDays()));
  }

  private Nothing keep(FoundGroup found, Optional<Integer> days) {
    repository.change(found.home(), found.name(), group -> group.keeping(days));
    return Nothing.NOTHING;
  }

  private Page describe(Call call, FoundGroup found, DescribeLogGroups input) {
    if (input.logGroupNamePrefix().isPresent() && input.logGroupNamePattern().isPresent()) {
      throw new InvalidParameter(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    String listing =
        "logs:DescribeLogGroups\n"
            + found.home().prefix()
            + found.name()
            + "\n"
            + input.logGroupNamePattern().orElse("")
            + "\n"
            + input.logGroupClass().orElse("");
    buffers.flush(true);
    String position = pages.position(listing, input.nextToken());
    List<Kept<LogGroup>> groups = matching(found, input, position);
    int most = input.limit().orElse(USUAL_PAGE);
    List<Kept<LogGroup>> shown = groups.subList(0, Math.min(most, groups.size()));
    return new Page(
        shown.stream().map(it -> Shown.of(found.home(), it.body())).toList(),
        groups.size() > most
            ? Optional.of(pages.issue(listing, shown.getLast().key().key()))
            : Optional.empty());
  }

  /// One more than a page has, if there are so many.
  private List<Kept<LogGroup>> matching(
      FoundGroup found, DescribeLogGroups input, String position) {
    int wanted = input.limit().orElse(USUAL_PAGE) + 1;
    List<Kept<LogGroup>> groups = new ArrayList<>();
    String after = position;
    while (true) {
      List<Document> scanned =
          repository
              .store()
              .scan(Home.GROUPS, found.home().prefix() + found.name(), after, SCANNED);
      for (Document document : scanned) {
        Kept<LogGroup> group = Kept.of(document, LogGroup.class);
        if (isWanted(group.body(), input)) {
          groups.add(group);
        }
        if (groups.size() == wanted) {
          return groups;
        }
      }
      if (scanned.size() < SCANNED) {
        return groups;
      }
      after = scanned.getLast().key().key();
    }
  }

  private static boolean isWanted(LogGroup group, DescribeLogGroups input) {
    return input.logGroupNamePattern().filter(it -> !group.name().contains(it)).isEmpty()
        && input.logGroupClass().filter(it -> !group.type().orElse(STANDARD).equals(it)).isEmpty();
  }
}
