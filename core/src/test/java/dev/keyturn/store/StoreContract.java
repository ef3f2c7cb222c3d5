package dev.keyturn.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Write.Check;
import dev.keyturn.store.Write.Delete;
import dev.keyturn.store.Write.DeletePayload;
import dev.keyturn.store.Write.Lease;
import dev.keyturn.store.Write.Put;
import dev.keyturn.store.Write.PutPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Every sentence of the port as a test. A store's own test is a subclass that opens it.
public abstract class StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456789Z");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final DocumentKey KEY = new DocumentKey("secret", "1/eu/a");
  private static final DocumentKey OTHER = new DocumentKey("secret", "1/eu/b");

  private Store store;

  /// A new and empty store.
  protected abstract Store open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Nested
  class Documents {
    @Test
    void anUnknownOneIsEmpty() {
      assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void startAtRevisionOneWithoutAFence() throws Conflict {
      store.commit(List.of(put(KEY, Write.ABSENT, "{}")));
      assertThat(store.get(KEY)).contains(new Document(KEY, 1, 0, "{}", Optional.empty()));
    }

    @Test
    void gainOneRevisionWithEachWrite() throws Conflict {
      store.commit(List.of(put(KEY, Write.ABSENT, "1")));
      store.commit(List.of(put(KEY, 1, "2")));
      store.commit(List.of(put(KEY, Write.ANY, "3")));
      assertThat(store.get(KEY)).contains(new Document(KEY, 3, 0, "3", Optional.empty()));
    }

    @Test
    void arePutUnconditionallyWhetherTheyExistOrNot() throws Conflict {
      store.commit(List.of(put(KEY, Write.ANY, "1")));
      assertThat(revision(KEY)).isEqualTo(1);
    }

    @Test
    void keepBodyAndDueExactly() throws Conflict {
      var body = "{\"é\":\"\u0001 \uD83D\uDD11 \\u0000\"}" + "x".repeat(70_000);
      for (var due : List.of(NOW, Instant.EPOCH, Write.EARLIEST, Write.LATEST)) {
        store.commit(List.of(due(KEY, due, body)));
        assertThat(store.get(KEY).orElseThrow().body()).isEqualTo(body);
        assertThat(store.get(KEY).orElseThrow().due()).contains(due);
      }
      store.commit(List.of(put(KEY, Write.ANY, body)));
      assertThat(store.get(KEY).orElseThrow().due()).isEmpty();
    }

    @Test
    void ofTwoKindsUnderOneKeyAreTwo() throws Conflict {
      var sibling = new DocumentKey("rotation", KEY.key());
      store.commit(List.of(put(KEY, Write.ABSENT, "a"), put(sibling, Write.ABSENT, "b")));
      assertThat(body(KEY)).isEqualTo("a");
      assertThat(body(sibling)).isEqualTo("b");
    }

    @Test
    void startAgainAtRevisionOneAfterADelete() throws Conflict {
      store.commit(List.of(put(KEY, Write.ABSENT, "1")));
      store.commit(List.of(put(KEY, 1, "2")));
      store.commit(List.of(new Delete(KEY, 2)));
      assertThat(store.get(KEY)).isEmpty();
      store.commit(List.of(put(KEY, Write.ABSENT, "3")));
      assertThat(revision(KEY)).isEqualTo(1);
    }

    @Test
    void haveKeysOfUpTo2048CharactersOfAnyPlane() throws Conflict {
      var longest = new DocumentKey("secret", "\uD83D\uDD11".repeat(1024));
      store.commit(List.of(put(longest, Write.ABSENT, "1")));
      assertThat(body(longest)).isEqualTo("1");
    }

    @Test
    void areRefusedUnderAKeyThatNoStoreKeeps() {
      for (var key : List.of("x".repeat(2049), "a\0b", "a\uD83D")) {
        var refused = new DocumentKey("secret", key);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> store.commit(List.of(put(refused, Write.ANY, "1"))));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> store.commit(List.of(new PutPayload(key, sealed("1")))));
        assertThat(store.get(refused)).isEmpty();
        assertThat(store.payload(key)).isEmpty();
      }
    }

    @Test
    void areNotFoundUnderAKeyThatIsNoText() throws Conflict {
      store.commit(List.of(put(new DocumentKey("secret", "a?"), Write.ANY, "1")));
      assertThat(store.get(new DocumentKey("secret", "a\uD83D"))).isEmpty();
    }

    @Test
    void areRefusedWithAnInstantOutOfRange() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.commit(List.of(due(KEY, Instant.MAX, "1"))));
      assertThat(store.get(KEY)).isEmpty();
    }
  }

  @Nested
  class Conditions {
    @BeforeEach
    void aDocumentAtRevisionTwo() throws Conflict {
      store.commit(List.of(put(KEY, Write.ABSENT, "1")));
      store.commit(List.of(put(KEY, 1, "2")));
    }

    @Test
    void ofAPut() {
      assertConflict(put(KEY, Write.ABSENT, "3"));
      assertConflict(put(KEY, 1, "3"));
      assertConflict(put(KEY, 3, "3"));
      assertConflict(put(OTHER, 1, "3"));
      assertThat(body(KEY)).isEqualTo("2");
      assertThat(store.get(OTHER)).isEmpty();
    }

    @Test
    void ofADelete() throws Conflict {
      assertConflict(new Delete(KEY, 1));
      assertConflict(new Delete(KEY, Write.ABSENT));
      assertConflict(new Delete(OTHER, 1));
      assertConflict(new Delete(OTHER, Write.ABSENT));
      store.commit(List.of(new Delete(OTHER, Write.ANY)));
      assertThat(body(KEY)).isEqualTo("2");
      store.commit(List.of(new Delete(KEY, Write.ANY)));
      assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void ofACheck() throws Conflict {
      store.commit(List.of(new Check(KEY, 2), new Check(OTHER, Write.ABSENT)));
      store.commit(List.of(new Check(KEY, Write.ANY), new Check(OTHER, Write.ANY)));
      assertConflict(new Check(KEY, 1));
      assertConflict(new Check(KEY, Write.ABSENT));
      assertConflict(new Check(OTHER, 1));
      assertThat(revision(KEY)).isEqualTo(2);
    }

    @Test
    void ofAPayload() throws Conflict {
      store.commit(List.of(new PutPayload("p", sealed("1"))));
      assertConflict(new PutPayload("p", sealed("1")));
      assertThat(store.payload("p")).contains(sealed("1"));
    }
  }

  @Nested
  class Commits {
    @Test
    void areSeenAndRefusedAlikeHoweverDurableTheyAre() throws Conflict {
      for (Durability durability : Durability.values()) {
        DocumentKey key = new DocumentKey("secret", durability.name());
        store.commit(List.of(put(key, Write.ABSENT, "{}")), durability);
        assertThat(store.get(key).orElseThrow().revision()).isEqualTo(1);
        assertThatThrownBy(() -> store.commit(List.of(put(key, Write.ABSENT, "{}")), durability))
            .isInstanceOf(Conflict.class);
      }
    }

    @Test
    void mayBeEmpty() throws Conflict {
      store.commit(List.of());
    }

    @Test
    void doAllWrites() throws Conflict {
      store.commit(List.of(put(KEY, Write.ABSENT, "1"), new PutPayload("old", sealed("1"))));
      store.commit(
          List.of(
              new Check(KEY, 1),
              put(OTHER, Write.ABSENT, "2"),
              new PutPayload("new", sealed("2")),
              new DeletePayload("old"),
              new Delete(KEY, 1)));
      assertThat(store.get(KEY)).isEmpty();
      assertThat(body(OTHER)).isEqualTo("2");
      assertThat(store.payload("old")).isEmpty();
      assertThat(store.payload("new")).contains(sealed("2"));
    }

    @Test
    void doNothingWhenTheLastConditionFails() throws Conflict {
      var third = new DocumentKey("secret", "1/eu/c");
      store.commit(List.of(due(KEY, NOW, "1"), put(OTHER, Write.ABSENT, "1")));
      store.commit(List.of(new PutPayload("kept", sealed("1"))));
      var before = List.of(store.get(KEY), store.get(OTHER));
      assertConflict(
          put(KEY, 1, "2"),
          new Delete(OTHER, 1),
          put(third, Write.ABSENT, "2"),
          new PutPayload("new", sealed("2")),
          new DeletePayload("kept"),
          new Check(KEY, 1));
      assertThat(List.of(store.get(KEY), store.get(OTHER))).isEqualTo(before);
      assertThat(store.get(third)).isEmpty();
      assertThat(store.payload("new")).isEmpty();
      assertThat(store.payload("kept")).contains(sealed("1"));
    }

    @Test
    void letAWriteSeeThoseBeforeIt() throws Conflict {
      store.commit(
          List.of(
              put(KEY, Write.ABSENT, "1"),
              put(KEY, 1, "2"),
              new Check(KEY, 2),
              new PutPayload("p", sealed("1")),
              new DeletePayload("p"),
              new PutPayload("p", sealed("2"))));
      assertThat(body(KEY)).isEqualTo("2");
      assertThat(store.payload("p")).contains(sealed("2"));
    }

    @Test
    void areSeenByEveryReadAfterThem() throws Exception {
      store.commit(List.of(put(KEY, Write.ABSENT, "0")));
      inParallel(
          8,
          worker -> {
            var own = new DocumentKey("secret", "own" + worker);
            for (int i = 1; i <= 100; i++) {
              store.commit(List.of(put(own, i - 1, "" + i), new Delete(OTHER, Write.ANY)));
              assertThat(revision(own)).isEqualTo(i);
              assertThat(store.scan("secret", own.key(), "", 1).getFirst().revision()).isEqualTo(i);
            }
            return worker;
          });
    }

    @Test
    void areSeenWholeByWhoeverSawAPart() throws Exception {
      int last = 1_000;
      commitBoth(0);
      inParallel(
          3,
          worker -> {
            for (int i = 1; worker == 0 && i <= last; i++) {
              commitBoth(i);
            }
            for (int seen = 0; seen < last; ) {
              seen = Integer.parseInt(body(KEY));
              assertThat(Integer.parseInt(body(OTHER))).isGreaterThanOrEqualTo(seen);
              seen = Integer.parseInt(body(OTHER));
              assertThat(Integer.parseInt(body(KEY))).isGreaterThanOrEqualTo(seen);
              seen = Integer.parseInt(store.scan("secret", "", "", 1).getFirst().body());
              assertThat(Integer.parseInt(body(OTHER))).isGreaterThanOrEqualTo(seen);
            }
            return worker;
          });
    }

    private void commitBoth(int number) throws Conflict {
      store.commit(List.of(put(KEY, Write.ANY, "" + number), put(OTHER, Write.ANY, "" + number)));
    }

    @Test
    void loseNoIncrementOfManyThreads() throws Exception {
      store.commit(List.of(put(KEY, Write.ABSENT, "0")));
      var conflicts = inParallel(16, _ -> increment(50)).stream().mapToInt(it -> it).sum();
      assertThat(body(KEY)).isEqualTo("800");
      assertThat(revision(KEY)).isEqualTo(801);
      assertThat(conflicts).isNotNegative();
    }

    @Test
    void letOneOfManyCreate() throws Exception {
      var created =
          inParallel(
              16,
              worker -> {
                try {
                  store.commit(List.of(put(KEY, Write.ABSENT, "" + worker)));
                  return Optional.of("" + worker);
                } catch (Conflict conflict) {
                  return Optional.<String>empty();
                }
              });
      assertThat(created.stream().flatMap(Optional::stream)).containsExactly(body(KEY));
    }

    private int increment(int times) {
      int conflicts = 0;
      for (int done = 0; done < times; ) {
        var read = store.get(KEY).orElseThrow();
        try {
          var next = "" + (Integer.parseInt(read.body()) + 1);
          store.commit(List.of(put(KEY, read.revision(), next)));
          done++;
        } catch (Conflict conflict) {
          conflicts++;
        }
      }
      return conflicts;
    }
  }

  @Nested
  class Payloads {
    @Test
    void keepEveryByte() throws Conflict {
      var bytes = new byte[65_536 + 28];
      IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
      store.commit(List.of(new PutPayload("p", Sealed.of(bytes))));
      assertThat(store.payload("p")).contains(Sealed.of(bytes));
      assertThat(store.payload("q")).isEmpty();
    }

    @Test
    void mayBeEmpty() throws Conflict {
      store.commit(List.of(new PutPayload("p", Sealed.of(new byte[0]))));
      assertThat(store.payload("p")).contains(Sealed.of(new byte[0]));
    }

    @Test
    void goAwayAndAnAbsentOneIsFine() throws Conflict {
      store.commit(List.of(new PutPayload("p", sealed("1"))));
      store.commit(List.of(new DeletePayload("p"), new DeletePayload("q")));
      assertThat(store.payload("p")).isEmpty();
    }
  }

  @Nested
  class Scans {
    @Test
    void goInTheOrderOfBytesNotOfChars() throws Conflict {
      var keys = List.of("", "A", "a", "a/b", "ab", "z", "é", "가", "\uFFFF", "\uD83D\uDD11");
      var writes = new ArrayList<Write>();
      keys.reversed().forEach(key -> writes.add(put(new DocumentKey("x", key), 0, key)));
      store.commit(writes);
      store.commit(List.of(put(new DocumentKey("w", "a"), 0, ""), put(KEY, 0, "")));
      var all = keys(store.scan("x", "", "", 1000));
      assertThat(all).isEqualTo(keys.subList(1, keys.size()));
      assertThat(all).isSortedAccordingTo(StoreContract::compareBytes);
    }

    @Test
    void keepToThePrefix() throws Conflict {
      for (var key :
          List.of("a", "a/", "a/1", "a/\uD83D\uDD11", "a/\uDBFF\uDFFF", "a0", "\uDBFF\uDFFFx")) {
        store.commit(List.of(put(new DocumentKey("x", key), 0, key)));
      }
      assertThat(keys(store.scan("x", "a/", "", 9)))
          .containsExactly("a/", "a/1", "a/\uD83D\uDD11", "a/\uDBFF\uDFFF");
      assertThat(keys(store.scan("x", "a/\uDBFF\uDFFF", "", 9))).containsExactly("a/\uDBFF\uDFFF");
      assertThat(keys(store.scan("x", "\uDBFF\uDFFF", "", 9))).containsExactly("\uDBFF\uDFFFx");
      assertThat(keys(store.scan("x", "a%", "", 9))).isEmpty();
      assertThat(keys(store.scan("x", "A", "", 9))).isEmpty();
      assertThat(keys(store.scan("y", "", "", 9))).isEmpty();
    }

    @Test
    void pageWithoutGapOrRepetition() throws Conflict {
      var expected = new ArrayList<String>();
      for (int i = 0; i < 25; i++) {
        expected.add("p/%02d".formatted(i));
        store.commit(List.of(put(new DocumentKey("x", expected.getLast()), 0, "" + i)));
      }
      store.commit(
          List.of(put(new DocumentKey("x", "p"), 0, ""), put(new DocumentKey("x", "q"), 0, "")));
      var read = new ArrayList<String>();
      for (var page = store.scan("x", "p/", "", 10); !page.isEmpty(); ) {
        assertThat(page.size()).isLessThanOrEqualTo(10);
        read.addAll(keys(page));
        page = store.scan("x", "p/", read.getLast(), 10);
      }
      assertThat(read).isEqualTo(expected);
    }

    @Test
    void goOnAfterAKeyThatIsGoneOrLiesOutside() throws Conflict {
      store.commit(
          List.of(
              put(new DocumentKey("x", "p/1"), 0, ""), put(new DocumentKey("x", "p/3"), 0, "")));
      assertThat(keys(store.scan("x", "p/", "p/2", 9))).containsExactly("p/3");
      assertThat(keys(store.scan("x", "p/", "a", 9))).containsExactly("p/1", "p/3");
      assertThat(keys(store.scan("x", "p/", "q", 9))).isEmpty();
    }

    @Test
    void giveWholeDocuments() throws Conflict {
      store.commit(List.of(due(KEY, NOW, "{}")));
      assertThat(store.scan("secret", "", "", 1))
          .containsExactly(new Document(KEY, 1, 0, "{}", Optional.of(NOW)));
    }

    @Test
    void serveOneToAThousand() {
      for (int limit : new int[] {-1, 0, 1001}) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.scan("x", "", "", limit));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> store.claimDue("x", NOW, LEASE, limit));
      }
      assertThat(store.scan("x", "", "", 1000)).isEmpty();
    }
  }

  @Nested
  class Claims {
    @Test
    void takeWhatIsDueTheLongestDueFirst() throws Conflict {
      for (int i : new int[] {3, 1, 0, 2, -1}) {
        store.commit(List.of(due(rotation("r" + i), NOW.minusSeconds(i), "" + i)));
      }
      store.commit(List.of(put(rotation("never"), 0, ""), due(KEY, NOW, "another kind")));
      assertThat(keys(claim(NOW, 2))).containsExactly("r3", "r2");
      assertThat(keys(claim(NOW, 9))).containsExactly("r1", "r0");
      assertThat(claim(NOW, 9)).isEmpty();
    }

    @Test
    void raiseFenceAndRevision() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "{}")));
      var claimed = new Document(rotation("r"), 2, 1, "{}", Optional.of(NOW));
      assertThat(claim(NOW, 1)).containsExactly(claimed);
      assertThat(store.get(rotation("r"))).contains(claimed);
      assertConflict(put(rotation("r"), 1, "late"));
    }

    @Test
    void holdUntilTheLeaseEnds() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "{}")));
      claim(NOW, 1);
      assertThat(claim(NOW.plus(LEASE).minusNanos(1), 1)).isEmpty();
      assertThat(claim(NOW.plus(LEASE), 1).getFirst().fence()).isEqualTo(2);
    }

    @Test
    void areRenewedUnderTheirFence() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "{}")));
      claim(NOW, 1);
      assertThat(store.renew(rotation("r"), 1, NOW.plusSeconds(90))).isTrue();
      assertThat(claim(NOW.plusSeconds(89), 1)).isEmpty();
      assertThat(revision(rotation("r"))).isEqualTo(2);
      assertThat(claim(NOW.plusSeconds(90), 1)).hasSize(1);
    }

    @Test
    void areNotRenewedOnceLost() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "{}")));
      assertThat(store.renew(rotation("r"), 0, NOW.plusSeconds(90))).isFalse();
      claim(NOW, 1);
      claim(NOW.plus(LEASE), 1);
      assertThat(store.renew(rotation("r"), 1, NOW.plusSeconds(90))).isFalse();
      assertThat(store.renew(rotation("r"), 2, NOW.plusSeconds(90))).isTrue();
      assertThat(store.renew(rotation("s"), 1, NOW.plusSeconds(90))).isFalse();
    }

    @Test
    void areLeftAloneByAnotherWriter() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      claim(NOW, 1);
      for (long expected : new long[] {2, Write.ANY}) {
        store.commit(List.of(new Put(rotation("r"), expected, "2", Optional.of(NOW), Lease.KEEP)));
      }
      assertThat(claim(NOW, 1)).isEmpty();
      assertThat(store.renew(rotation("r"), 1, NOW.plus(LEASE))).isTrue();
      assertThat(store.get(rotation("r")).orElseThrow().fence()).isEqualTo(1);
    }

    @Test
    void goOnWithTheOwnersWrite() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      claim(NOW, 1);
      var until = new Lease.Until(NOW.plusSeconds(60));
      for (long expected : new long[] {2, Write.ANY}) {
        store.commit(List.of(new Put(rotation("r"), expected, "2", Optional.of(NOW), until)));
      }
      assertThat(claim(NOW.plusSeconds(59), 1)).isEmpty();
      assertThat(claim(NOW.plusSeconds(60), 1)).hasSize(1);
    }

    @Test
    void endWhenTheOwnerReleases() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      for (int fence = 1; fence <= 2; fence++) {
        var claimed = claim(NOW, 1).getFirst();
        assertThat(claimed.fence()).isEqualTo(fence);
        var next = Optional.of(NOW.minusSeconds(1));
        store.commit(List.of(new Put(rotation("r"), claimed.revision(), "2", next, Lease.RELEASE)));
        assertThat(store.renew(rotation("r"), fence, NOW.plus(LEASE))).isFalse();
      }
    }

    @Test
    void endWithTheDocument() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      claim(NOW, 1);
      store.commit(List.of(new Delete(rotation("r"), 2)));
      assertThat(store.renew(rotation("r"), 1, NOW.plus(LEASE))).isFalse();
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      assertThat(claim(NOW, 1)).hasSize(1);
    }

    @Test
    void areUndoneWithTheirCommit() throws Conflict {
      store.commit(List.of(due(rotation("r"), NOW, "1")));
      claim(NOW, 1);
      var release = new Put(rotation("r"), 2, "2", Optional.of(NOW), Lease.RELEASE);
      assertConflict(release, new Check(KEY, 7));
      assertThat(claim(NOW, 1)).isEmpty();
      assertThat(store.renew(rotation("r"), 1, NOW.plus(LEASE))).isTrue();
    }

    @Test
    void handEachDocumentToOneOwner() throws Exception {
      var writes = new ArrayList<Write>();
      for (int i = 0; i < 200; i++) {
        writes.add(due(rotation("r%03d".formatted(i)), NOW.minusSeconds(i % 7), "{}"));
      }
      store.commit(writes);
      var claimed =
          inParallel(
              8,
              _ -> {
                var mine = new ArrayList<Document>();
                for (var page = claim(NOW, 7); !page.isEmpty(); page = claim(NOW, 7)) {
                  mine.addAll(page);
                }
                return mine;
              });
      var keys = claimed.stream().flatMap(it -> keys(it).stream()).toList();
      assertThat(keys).hasSize(200).doesNotHaveDuplicates();
    }
  }

  @Nested
  class NextDue {
    @Test
    void isTheEarliestOfTheKind() throws Conflict {
      assertThat(store.nextDue("rotation", NOW)).isEmpty();
      store.commit(List.of(put(rotation("never"), 0, ""), due(KEY, NOW.minusSeconds(9), "")));
      assertThat(store.nextDue("rotation", NOW)).isEmpty();
      store.commit(List.of(due(rotation("b"), NOW.plusSeconds(9), "")));
      store.commit(List.of(due(rotation("a"), NOW.minusSeconds(1), "")));
      assertThat(store.nextDue("rotation", NOW)).contains(NOW.minusSeconds(1));
    }

    @Test
    void passesOverARunningLease() throws Conflict {
      store.commit(
          List.of(due(rotation("a"), NOW, ""), due(rotation("b"), NOW.plusSeconds(9), "")));
      claim(NOW, 1);
      assertThat(store.nextDue("rotation", NOW)).contains(NOW.plusSeconds(9));
      assertThat(store.nextDue("rotation", NOW.plus(LEASE))).contains(NOW);
    }
  }

  private List<Document> claim(Instant now, int limit) {
    return store.claimDue("rotation", now, LEASE, limit);
  }

  private void assertConflict(Write... writes) {
    assertThatThrownBy(() -> store.commit(List.of(writes))).isInstanceOf(Conflict.class);
  }

  private String body(DocumentKey key) {
    return store.get(key).orElseThrow().body();
  }

  private long revision(DocumentKey key) {
    return store.get(key).orElseThrow().revision();
  }

  private static List<String> keys(List<Document> documents) {
    return documents.stream().map(it -> it.key().key()).toList();
  }

  private static DocumentKey rotation(String key) {
    return new DocumentKey("rotation", key);
  }

  private static Put put(DocumentKey key, long expected, String body) {
    return new Put(key, expected, body, Optional.empty(), Lease.KEEP);
  }

  private static Put due(DocumentKey key, Instant due, String body) {
    return new Put(key, Write.ANY, body, Optional.of(due), Lease.KEEP);
  }

  private static Sealed sealed(String text) {
    return Sealed.of(text.getBytes(UTF_8));
  }

  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  private interface Work<T> {
    T of(int worker) throws Exception;
  }

  /// Runs it on so many virtual threads at once; fails when one fails.
  private static <T> List<T> inParallel(int workers, Work<T> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      var all = IntStream.range(0, workers).<Callable<T>>mapToObj(it -> () -> work.of(it)).toList();
      for (var future : threads.invokeAll(all)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
