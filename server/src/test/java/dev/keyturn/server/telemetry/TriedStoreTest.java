package dev.keyturn.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriedStoreTest {
  private static final DocumentKey KEY = new DocumentKey("kind", "key");
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private final FullDisk disk = new FullDisk();
  private final TriedStore store = new TriedStore(disk);

  /// Can be read, and takes what is small, also when it is full.
  private static final class FullDisk extends ForwardingStore {
    private final List<Integer> taken = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    private FullDisk() {
      super(new MemoryStore());
    }

    private void demand(int bytes) {
      if (bytes > room) {
        throw new StoreUnavailable("full", new IOException("No space left on device"));
      }
      taken.add(bytes);
    }

    @Override
    public void commit(List<Write> writes, Durability durability) throws Conflict {
      demand(writes.getFirst() instanceof Write.Put put ? put.body().length() : 0);
      super.commit(writes, durability);
    }

    @Override
    public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
      List<Document> claimed = super.claimDue(kind, now, lease, limit);
      if (!claimed.isEmpty()) {
        demand(100);
      }
      return claimed;
    }

    @Override
    public boolean renew(DocumentKey key, long fence, Instant until) {
      demand(100);
      return super.renew(key, fence, until);
    }
  }

  private void put() throws Conflict {
    store.commit(
        List.of(new Write.Put(KEY, Write.ANY, "{}", Optional.of(NOW), Write.Lease.RELEASE)));
  }

  private List<Document> claim() {
    return store.claimDue(KEY.kind(), NOW, Duration.ofMinutes(1), 1);
  }

  @Test
  void nobodyWritesAStoreThatIsWell() throws Conflict {
    assertThat(store.isWritable()).isTrue();
    put();
    store.tryAgain();
    assertThat(store.isWritable()).isTrue();
    assertThat(disk.taken).hasSize(1);
  }

  @Test
  void aFailureIsKnownUntilSomethingCouldBeWritten() throws Conflict {
    disk.room = 0;
    assertThatThrownBy(this::put).isInstanceOf(StoreUnavailable.class);
    assertThat(store.isWritable()).isFalse();
    assertThat(claim()).as("nothing was written").isEmpty();
    assertThat(store.isWritable()).isFalse();
    disk.room = 1000;
    put();
    assertThat(store.isWritable()).isTrue();
  }

  @Test
  void claimsAreWritesToo() throws Conflict {
    put();
    disk.room = 0;
    assertThatThrownBy(this::claim).isInstanceOf(StoreUnavailable.class);
    assertThat(store.isWritable()).isFalse();
    disk.room = 1000;
    put();
    disk.room = 0;
    assertThatThrownBy(() -> store.renew(KEY, 1, NOW)).isInstanceOf(StoreUnavailable.class);
    assertThat(store.isWritable()).isFalse();
  }

  @Test
  void whenNobodyWritesItIsTriedAgainWithWhatASecretMayHave() {
    disk.room = 0;
    assertThatThrownBy(this::put).isInstanceOf(StoreUnavailable.class);
    store.tryAgain();
    assertThat(store.isWritable()).isFalse();
    disk.room = 1000;
    store.tryAgain();
    assertThat(store.isWritable()).isFalse();
    disk.room = 100_000;
    store.tryAgain();
    assertThat(store.isWritable()).isTrue();
    assertThat(store.scan("trial", "", "", 1)).as("it leaves nothing behind").isEmpty();
  }

  @Test
  void aConflictSaysNothingOfTheDisk() throws Conflict {
    put();
    List<Write> again = List.of(new Write.Delete(KEY, 7));
    assertThatThrownBy(() -> store.commit(again)).isInstanceOf(Conflict.class);
    assertThat(store.isWritable()).isTrue();
  }
}
