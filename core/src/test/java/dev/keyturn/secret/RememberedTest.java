package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final Remembered<String> remembered = new Remembered<>();
  private final AtomicInteger reads = new AtomicInteger();

  private String get(String kind, String key, long revision, String body) {
    Document document =
        new Document(new DocumentKey(kind, key), revision, 0, body, Optional.empty());
    return remembered.get(
        document,
        it -> {
          reads.incrementAndGet();
          return it.body() + " was read";
        });
  }

  @Test
  void aDocumentIsReadOnceWhileItStays() {
    assertThat(get("secret", "a", 1, "one")).isEqualTo("one was read");
    assertThat(get("secret", "a", 1, "one")).isEqualTo("one was read");
    assertThat(reads).hasValue(1);
  }

  @Test
  void aChangedDocumentIsReadAgain() {
    get("secret", "a", 1, "one");
    assertThat(get("secret", "a", 2, "two")).isEqualTo("two was read");
    assertThat(get("secret", "a", 1, "one")).isEqualTo("one was read");
  }

  @Test
  void whatWasDeletedAndMadeAgainAtTheSameRevisionIsReadAgain() {
    get("secret-name", "a", 1, "the first a");
    assertThat(get("secret-name", "a", 1, "another a")).isEqualTo("another a was read");
  }

  @Test
  void kindsAreKeptApart() {
    get("secret-name", "a", 1, "by name");
    assertThat(get("secret-created", "a", 1, "by creation")).isEqualTo("by creation was read");
  }

  @Test
  void whatWasCommittedNeedNotBeRead() {
    remembered.put(new DocumentKey("secret", "a"), 7, "seven", "known");
    assertThat(get("secret", "a", 7, "seven")).isEqualTo("known");
    assertThat(reads).hasValue(0);
  }

  @Test
  void manyDocumentsPushEachOtherOutButNeverMixUp() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(get("secret", "key " + i, i, "body " + i)).isEqualTo("body " + i + " was read");
      }
    }
  }
}
