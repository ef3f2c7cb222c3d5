package dev.keyturn.engine;

import dev.keyturn.key.Sealed;
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

/// A store that dies at a commit, as the process would: from then on nothing works until it is
/// revived. Tells a listener of every commit that was done.
final class BreakableStore extends ForwardingStore {
  private Runnable committed = () -> {};
  private int commits;
  private int diesAt = Integer.MAX_VALUE;
  private boolean written;
  private boolean dead;
  private boolean stumbles;
  private final List<Durability> durabilities = new ArrayList<>();

  BreakableStore() {
    super(new MemoryStore());
  }

  /// Dies at the n-th commit from now on, from 1.
  ///
  /// @param afterWriting whether that commit is still done, and only its answer lost
  synchronized void dieAt(int commit, boolean afterWriting) {
    commits = 0;
    diesAt = commit;
    written = afterWriting;
  }

  /// Fails the next claim or renewal in a way that no store should.
  synchronized void stumble() {
    stumbles = true;
  }

  private synchronized void requireSteady() {
    if (stumbles) {
      stumbles = false;
      throw new IllegalStateException("stumbled");
    }
  }

  synchronized boolean isDead() {
    return dead;
  }

  synchronized void revive() {
    dead = false;
    diesAt = Integer.MAX_VALUE;
  }

  /// How durable each commit so far had to be.
  synchronized List<Durability> durabilities() {
    return List.copyOf(durabilities);
  }

  synchronized void afterEachCommit(Runnable listener) {
    committed = listener;
  }

  private synchronized void requireAlive() {
    if (dead) {
      throw new StoreUnavailable("dead", new IOException("dead"));
    }
  }

  @Override
  public Optional<Document> get(DocumentKey key) {
    requireAlive();
    return super.get(key);
  }

  @Override
  public List<Document> scan(String kind, String prefix, String after, int limit) {
    requireAlive();
    return super.scan(kind, prefix, after, limit);
  }

  @Override
  public Optional<Sealed> payload(String key) {
    requireAlive();
    return super.payload(key);
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    Runnable listener;
    synchronized (this) {
      requireAlive();
      dead = ++commits >= diesAt;
      if (!dead || written) {
        super.commit(writes, durability);
        durabilities.add(durability);
      }
      requireAlive();
      listener = committed;
    }
    listener.run();
  }

  @Override
  public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    requireAlive();
    requireSteady();
    return super.claimDue(kind, now, lease, limit);
  }

  @Override
  public boolean renew(DocumentKey key, long fence, Instant until) {
    requireAlive();
    requireSteady();
    return super.renew(key, fence, until);
  }

  @Override
  public Optional<Instant> nextDue(String kind, Instant now) {
    requireAlive();
    return super.nextDue(kind, now);
  }
}
