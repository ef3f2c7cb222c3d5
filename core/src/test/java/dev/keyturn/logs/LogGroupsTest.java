package dev.keyturn.logs;

import static dev.keyturn.logs.LogsFixture.GROUP;
import static dev.keyturn.logs.LogsFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.ResourceAlreadyExists;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogGroupsTest {
  private final LogsFixture logs = new LogsFixture();

  private static Map<Long, String> events(int from, int to) {
    Map<Long, String> events = new TreeMap<>();
    for (int i = from; i < to; i++) {
      events.put((long) i, "event " + i);
    }
    return events;
  }

  private void group() {
    logs.createGroup(GROUP);
    logs.createStream(GROUP, "one");
  }

  @Test
  void whatIsThereIsNotMadeAgainAndWhatIsNotIsRefused() {
    assertRefused(
        () -> logs.createStream(GROUP, "one"),
        ResourceNotFound.class,
        "The specified log group does not exist.");
    group();
    assertRefused(
        () -> logs.createGroup(GROUP),
        ResourceAlreadyExists.class,
        "The specified log group already exists");
    assertRefused(
        () -> logs.createStream(GROUP, "one"),
        ResourceAlreadyExists.class,
        "The specified log stream already exists");
    assertRefused(
        () -> logs.put(GROUP, "two", events(0, 1)),
        ResourceNotFound.class,
        "The specified log stream does not exist.");
    assertThat(new ResourceAlreadyExists("").code()).isEqualTo("ResourceAlreadyExistsException");
  }

  private static void assertRefused(Runnable call, Class<? extends Refusal> type, String text) {
    assertThatThrownBy(call::run).isInstanceOf(type).hasMessage(text);
  }

  @Test
  void pagesForwardsEndWithTheSameToken() {
    group();
    logs.put(GROUP, "one", events(0, 5));
    EventOperations.Page first = logs.get("one", Optional.empty(), Optional.of(3), true);
    assertThat(texts(first)).containsExactly("event 0", "event 1", "event 2");
    EventOperations.Page second =
        logs.get("one", Optional.of(first.nextForwardToken()), Optional.of(3), true);
    assertThat(texts(second)).containsExactly("event 3", "event 4");
    EventOperations.Page end =
        logs.get("one", Optional.of(second.nextForwardToken()), Optional.of(3), true);
    assertThat(end.events()).isEmpty();
    assertThat(end.nextForwardToken()).isEqualTo(second.nextForwardToken());
    logs.put(GROUP, "one", events(5, 7));
    EventOperations.Page later =
        logs.get("one", Optional.of(end.nextForwardToken()), Optional.empty(), true);
    assertThat(texts(later)).containsExactly("event 5", "event 6");
    EventOperations.Page back =
        logs.get("one", Optional.of(end.nextBackwardToken()), Optional.of(2), false);
    assertThat(texts(back)).containsExactly("event 3", "event 4");
  }

  @Test
  void pagesBackwardsBeginWithTheLatest() {
    group();
    logs.put(GROUP, "one", events(0, 5));
    EventOperations.Page last = logs.get("one", Optional.empty(), Optional.of(2), false);
    assertThat(texts(last)).containsExactly("event 3", "event 4");
    EventOperations.Page before =
        logs.get("one", Optional.of(last.nextBackwardToken()), Optional.of(4), false);
    assertThat(texts(before)).containsExactly("event 0", "event 1", "event 2");
    EventOperations.Page none =
        logs.get("one", Optional.of(before.nextBackwardToken()), Optional.of(4), false);
    assertThat(none.events()).isEmpty();
    assertThat(none.nextBackwardToken()).isEqualTo(before.nextBackwardToken());
  }

  @Test
  void aTokenOfAnotherStreamIsRefused() {
    group();
    logs.createStream(GROUP, "two");
    String token = logs.get("one", Optional.empty(), Optional.empty(), true).nextForwardToken();
    assertRefused(
        () -> logs.get("two", Optional.of(token), Optional.empty(), true),
        InvalidParameter.class,
        "The specified nextToken is invalid.");
    assertThatThrownBy(() -> logs.get("two", Optional.of("x"), Optional.empty(), true))
        .isInstanceOf(InvalidParameter.class);
  }

  @Test
  void eventsAreToldInTheOrderOfTheirTimeWhateverTheOrderTheyCameIn() {
    group();
    logs.put(GROUP, "one", events(100, 200));
    logs.put(GROUP, "one", events(0, 100));
    logs.put(GROUP, "one", Map.of(50L, "event 50 again"));
    List<String> all = new ArrayList<>();
    Optional<String> token = Optional.empty();
    while (true) {
      EventOperations.Page page = logs.get("one", token, Optional.of(7), true);
      if (page.events().isEmpty()) {
        break;
      }
      all.addAll(texts(page));
      token = Optional.of(page.nextForwardToken());
    }
    List<String> expected = new ArrayList<>(events(0, 200).values());
    expected.add(51, "event 50 again");
    assertThat(all).isEqualTo(expected);
  }

  @Test
  void filteringMergesStreamsAndPages() {
    group();
    logs.createStream(GROUP, "two");
    logs.put(GROUP, "one", Map.of(0L, "a ERROR"));
    logs.put(GROUP, "two", Map.of(1L, "b ERROR"));
    logs.put(GROUP, "one", new TreeMap<>(Map.of(2L, "c", 3L, "d ERROR")));
    FilterOperation.Page first = logs.filter("ERROR", Optional.empty(), Optional.of(2));
    assertThat(texts(first)).containsExactly("a ERROR", "b ERROR");
    FilterOperation.Page second = logs.filter("ERROR", first.nextToken(), Optional.of(2));
    assertThat(texts(second)).containsExactly("d ERROR");
    assertThat(second.nextToken()).isEmpty();
    assertThat(second.events().getFirst().eventId()).matches("\\d{56}");
    assertThat(logs.filter("", Optional.empty(), Optional.empty()).events()).hasSize(4);
  }

  @Test
  void manyStreamsAreReadInOrderPageByPage() {
    logs.createGroup(GROUP);
    List<String> expected = new ArrayList<>();
    for (int stream = 0; stream < 5; stream++) {
      logs.createStream(GROUP, "s" + stream);
    }
    for (int i = 0; i < 40; i++) {
      logs.put(GROUP, "s" + i * 7 % 5, Map.of((long) i / 2, "e" + i));
      expected.add("e" + i);
    }
    List<String> all = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      FilterOperation.Page page = logs.filter("", token, Optional.of(3));
      all.addAll(texts(page));
      token = page.nextToken();
    } while (token.isPresent());
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aBatchIsInOrderAndOfOneDayAndNotFromAnotherTime() {
    group();
    Map<Long, String> disordered = new java.util.LinkedHashMap<>();
    disordered.put(1L, "b");
    disordered.put(0L, "a");
    assertRefused(
        () -> logs.put(GROUP, "one", disordered),
        InvalidParameter.class,
        "Log events in a single PutLogEvents request must be in chronological order.");
    long day = Duration.ofDays(1).toMillis();
    assertThatThrownBy(() -> logs.put(GROUP, "one", new TreeMap<>(Map.of(-day - 1, "a", 0L, "b"))))
        .hasMessageContaining("cannot span more than 24 hours");
    PutOperation.Output old = logs.put(GROUP, "one", Map.of(-15 * day, "too old"));
    assertThat(old.rejectedLogEventsInfo().orElseThrow().tooOldLogEventEndIndex()).contains(1);
    PutOperation.Output soon =
        logs.put(GROUP, "one", new TreeMap<>(Map.of(0L, "now", day / 8, "in three hours")));
    assertThat(soon.rejectedLogEventsInfo().orElseThrow().tooNewLogEventStartIndex()).contains(1);
    assertThat(texts(logs.get("one", Optional.empty(), Optional.empty(), true)))
        .containsExactly("now");
  }

  @Test
  void streamsAreOrderedByNameOrByTheirLastEvent() {
    logs.createGroup(GROUP);
    for (String name : List.of("b", "a", "c")) {
      logs.createStream(GROUP, name);
      logs.clock.advance(Duration.ofSeconds(1));
      logs.put(GROUP, name, Map.of(0L, "x"));
    }
    assertThat(names(logs.streams(Optional.empty(), false))).containsExactly("a", "b", "c");
    assertThat(names(logs.streams(Optional.of("LastEventTime"), true)))
        .containsExactly("c", "a", "b");
  }

  private static List<String> names(StreamOperations.Page page) {
    return page.logStreams().stream().map(StreamOperations.Shown::logStreamName).toList();
  }

  @Test
  void retentionHidesAtOnceAndTidyingTakesAway() {
    group();
    logs.put(GROUP, "one", Map.of(0L, "old"));
    logs.clock.advance(Duration.ofDays(2));
    assertThatThrownBy(
            () -> logs.send(new GroupOperations.PutRetentionPolicy(GROUP, 2), Nothing.class))
        .isInstanceOf(InvalidParameter.class)
        .hasMessageStartingWith("1 validation error detected: Value '2' at 'retentionInDays'");
    logs.send(new GroupOperations.PutRetentionPolicy(GROUP, 1), Nothing.class);
    assertThat(logs.groups().logGroups().getFirst().retentionInDays()).contains(1);
    assertThat(logs.get("one", Optional.empty(), Optional.empty(), true).events()).isEmpty();
    logs.keeper.tidyWhenDue(logs.clock.instant());
    logs.keeper.tidyWhenDue(logs.clock.instant().plus(Duration.ofMinutes(10)));
    assertThat(logs.streams(Optional.empty(), false).logStreams()).isEmpty();
    assertThat(logs.store.scan(Home.CHUNKS, "", "", 10)).isEmpty();
  }

  @Test
  void aGroupThatIsMadeAgainUnderTheNameIsEmpty() {
    group();
    logs.put(GROUP, "one", Map.of(0L, "old"));
    logs.send(new GroupOperations.DeleteLogGroup(GROUP), Nothing.class);
    assertThat(logs.store.scan(Home.CHUNKS, "", "", 10)).isEmpty();
    assertThat(logs.store.scan(Home.STREAMS, "", "", 10)).isEmpty();
    group();
    assertThat(logs.get("one", Optional.empty(), Optional.empty(), true).events()).isEmpty();
    logs.send(new StreamOperations.DeleteLogStream(GROUP, "one"), Nothing.class);
    assertThat(logs.streams(Optional.empty(), false).logStreams()).isEmpty();
  }

  @Test
  void messagesAreSealedInTheStoreAndInNoAuditRecord() {
    group();
    logs.put(GROUP, "one", Map.of(0L, "a confidential message"));
    String payload = logs.store.scan(Home.CHUNKS, "", "", 1).getFirst().body();
    String key = payload.replaceAll(".*\"payload\":\"([^\"]*)\".*", "$1");
    assertThat(
            new String(
                logs.store.payload(key).orElseThrow().bytes(),
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("confidential");
    assertThat(logs.audit.events().stream().map(AuditEvent::toString))
        .noneMatch(it -> it.contains("confidential"));
    assertThat(logs.store.get(new DocumentKey(Home.CHUNKS, "none"))).isEmpty();
  }

  @Test
  void tagsOfGroups() {
    group();
    String arn = logs.groups().logGroups().getFirst().logGroupArn();
    assertThat(arn).isEqualTo("arn:aws:logs:eu-west-1:111122223333:log-group:" + GROUP);
    logs.send(new TagOperations.TagResource(arn, Map.of("team", "red", "a", "b")), Nothing.class);
    logs.send(new TagOperations.UntagResource(arn, List.of("a")), Nothing.class);
    logs.send(new TagOperations.TagLogGroup(GROUP, Map.of("c", "d")), Nothing.class);
    assertThat(
            logs.send(new TagOperations.ListTagsForResource(arn), TagOperations.Tags.class).tags())
        .contains(Map.of("team", "red", "c", "d"));
    assertThatThrownBy(() ->
            logs.send(
                new TagOperations.ListTagsForResource(
                    "arn:aws:logs:eu-west-1:444455556666:log-group:x"),
                TagOperations.Tags.class))
        .isInstanceOf(InvalidParameter.class);
  }

  @Test
  void aLongStreamLosesItsOldestEvents() {
    group();
    LogRepository repository = new LogRepository(logs.store, new java.security.SecureRandom());
    LogWriter writer = new LogWriter(repository, new ChunkPayload(logs.secrets.master), 500_000);
    Home home = new Home(SecretsFixture.ACCOUNT, SecretsFixture.REGION);
    long now = logs.clock.instant().toEpochMilli();
    for (int i = 0; i < 100; i++) {
      Entry entry = new Entry(now + i, SecretValue.ofString(i + "x".repeat(20_000)));
      writer.addOrMake(home, GROUP, "one", List.of(entry), now);
    }
    EventOperations.Page kept = logs.get("one", Optional.empty(), Optional.empty(), true);
    assertThat(kept.events()).hasSizeBetween(15, 25);
    assertThat(texts(kept).getLast()).startsWith("99x");
    assertThat(logs.store.scan(Home.CHUNKS, "", "", 1000)).hasSizeBetween(15, 25);
  }
}
