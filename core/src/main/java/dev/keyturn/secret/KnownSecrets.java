package dev.keyturn.secret;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.KeyService;
import dev.keyturn.key.SecretValue;
import dev.keyturn.masking.Fingerprints;
import dev.keyturn.masking.KnownValues;
import dev.keyturn.masking.Masked;
import dev.keyturn.masking.Masked.Sighting;
import dev.keyturn.masking.Masking;
import dev.keyturn.masking.Masking.Known;
import dev.keyturn.masking.Passage;
import dev.keyturn.operation.Refusal;
import dev.keyturn.store.Document;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows the values of all secrets by their fingerprints, from the day on that somebody may print
/// them. Until then nothing is gathered and nothing is kept.
///
/// What lies in the store is taken up in the background. Meanwhile every value that is read is
/// taken up before its reader has it: whoever prints what this server gave is masked from the first
/// line on. A value that was known once stays known until the server stops. Thread-safe.
public final class KnownSecrets implements KnownValues, ValueWatch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KnownSecrets.class);
  private static final int PAGE = 200;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Nobody finds out values of this length by trying whether they are masked. Shorter ones are
  /// masked in the logs of their own account only: else a function of one account could ask for the
  /// values of another.
  static final int UNGUESSABLE = 16;

  private final Store store;
  private final SecretRepository repository;
  private final Values values;
  private final Fingerprints fingerprints = new Fingerprints();
  private final SecretNumbers numbers = new SecretNumbers();
  private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);
  private final Thread gatherer = Thread.ofVirtual().name("known-secrets").unstarted(this::gather);
  private final CountDownLatch gathered = new CountDownLatch(1);
  private volatile boolean closed;

  private enum State {
    ASLEEP,
    GATHERING,
    COMPLETE
  }

  public KnownSecrets(Store store, SecretRepository repository, KeyService keys) {
    this.store = store;
    this.repository = repository;
    this.values = new Values(store, keys);
  }

  @Override
  public void prepare() {
    if (state.get() == State.ASLEEP && state.compareAndSet(State.ASLEEP, State.GATHERING)) {
      gatherer.start();
    }
  }

  @Override
  public void await(Duration patience) {
    try {
      if (state.get() == State.GATHERING
          && !gathered.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.debug("Not all values of secrets are known yet");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether everything that lay in the store is known.
  public boolean isComplete() {
    return state.get() == State.COMPLETE;
  }

  @Override
  public void written(SecretKey key, SecretValue value) {
    if (state.get() != State.ASLEEP) {
      add(key, value);
    }
  }

  @Override
  public void read(SecretKey key, SecretValue value) {
    if (state.get() == State.GATHERING) {
      add(key, value);
    }
  }

  private void add(SecretKey key, SecretValue value) {
    fingerprints.add(value, numbers.of(key.text()));
  }

  @Override
  public Masked mask(AccountId account, Passage passage) {
    return Masking.mask(
        passage,
        new Known(
            fingerprints,
            (owner, length) ->
                length >= UNGUESSABLE || numbers.text(owner).startsWith(account + "/"),
            owner -> SecretKey.parse(numbers.text(owner)).arn().toString()));
  }

  @Override
  public Optional<String> version(Sighting sighting) {
    return Arn.parse(sighting.secretArn())
        .map(SecretKey::of)
        .flatMap(repository::get)
        .flatMap(stored ->
            stored.secret().versions().values().stream()
                .filter(Version::hasValue)
                .filter(version ->
                    value(stored, version)
                        .filter(it -> fingerprints.has(it, sighting.fingerprint()))
                        .isPresent())
                .map(Version::id)
                .reduce((_, latest) -> latest));
  }

  private Optional<SecretValue> value(Stored stored, Version version) {
    try {
      return values.open(stored.key(), version);
    } catch (Refusal _) {
      // Its key cannot be used now: nobody can have read it either.
      return Optional.empty();
    }
  }

  private void gather() {
    String after = "";
    while (!closed) {
      try {
        List<Document> page = store.scan(SecretKey.KIND, "", after, PAGE);
        page.forEach(this::addAll);
        if (page.size() < PAGE) {
          state.set(State.COMPLETE);
          gathered.countDown();
          LOG.info("{} values of secrets are known and masked in logs", fingerprints.size());
          return;
        }
        after = page.getLast().key().key();
      } catch (StoreUnavailable unavailable) {
        LOG.warn("Gathering the values to mask in logs waits: {}", unavailable.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /// One secret that cannot be read must not keep all others from being known.
  private void addAll(Document document) {
    try {
      Stored stored = repository.read(document);
      for (Version version : stored.secret().versions().values()) {
        if (version.hasValue() && !closed) {
          value(stored, version).ifPresent(it -> add(stored.key(), it));
        }
      }
    } catch (StoreUnavailable unavailable) {
      throw unavailable;
    } catch (RuntimeException broken) {
      LOG.warn(
          "The values of {} are not masked in logs until they are read: {}",
          document.key().key(),
          broken.getClass().getSimpleName());
    }
  }

  /// Gathers no more. When this returns, the store may be closed.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(gatherer);
    try {
      if (gatherer.isAlive() && !gatherer.join(PATIENCE)) {
        LOG.warn("Gathering the values to mask in logs does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
