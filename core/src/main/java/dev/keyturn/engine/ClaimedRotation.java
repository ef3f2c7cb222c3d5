package dev.keyturn.engine;

import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State;
import dev.keyturn.secret.Placement;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.secret.SecretKey;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.Stored;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.Durability;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A rotation under this worker's claim. Every commit is conditional on the revision that was read,
/// so that a worker that has lost its claim, or whose rotation was changed meanwhile, writes
/// nothing. A transition may also be noted, to be committed together with the next. Used by one
/// thread.
final class ClaimedRotation {
  private final Store store;
  private final SecretRepository secrets;
  private final RotationRepository rotations;
  private final InstantSource clock;
  private final Duration lease;
  private final SecretKey key;
  private Document document;
  private Rotation committed;
  private Rotation rotation;
  private Optional<UnaryOperator<Rotation>> noted = Optional.empty();
  private final RotationListener listener;
  private boolean held = true;

  ClaimedRotation(EnginePorts ports, Duration lease, Document claimed) {
    this.store = ports.store();
    this.secrets = ports.secrets();
    this.rotations = ports.rotations();
    this.clock = ports.clock();
    this.listener = ports.listener();
    this.lease = lease;
    this.key = SecretKey.parse(claimed.key().key());
    this.document = claimed;
    this.committed = rotations.read(claimed);
    this.rotation = committed;
  }

  /// What a transition makes of the rotation and, where labels or dates change, of the secret.
  record Turn(Rotation rotation, Optional<dev.keyturn.secret.Secret> secret) {

    static Turn of(Rotation rotation) {
      return new Turn(rotation, Optional.empty());
    }

    static Turn of(Placement placement) {
      return new Turn(placement.rotation(), Optional.of(placement.secret()));
    }
  }

  SecretKey key() {
    return key;
  }

  String arn() {
    return rotation.secretArn();
  }

  Rotation rotation() {
    return rotation;
  }

  State state() {
    return rotation.state();
  }

  Optional<Stored> secret() {
    return secrets.get(key);
  }

  Optional<RotationSettings> settings() {
    return secret().flatMap(stored -> stored.secret().rotation());
  }

  Optional<Arn> function() {
    return settings().flatMap(RotationSettings::functionArn).flatMap(Arn::parse);
  }

  String functionName() {
    return function().map(Object::toString).orElse("");
  }

  /// Whether the claim is still this worker's, as far as it knows.
  boolean isHeld() {
    return held;
  }

  boolean isDue(Instant now) {
    return rotation.due().filter(due -> !due.isAfter(now)).isPresent();
  }

  /// Notes a transition that is committed with the next one. Whoever looks meanwhile sees the
  /// rotation as it was before.
  void note(UnaryOperator<Rotation> transition) {
    UnaryOperator<Rotation> before = noted.orElseGet(UnaryOperator::identity);
    noted = Optional.of(on -> transition.apply(before.apply(on)));
    rotation = transition.apply(rotation);
  }

  /// Commits what is only noted yet, if anything is. It goes to the disk with the next commit: the
  /// walk that follows the death of the machine does not need it.
  ///
  /// @return as [#commit]
  boolean commitNoted() {
    return noted.isEmpty() || commit(_ -> Turn.of(rotation), Durability.WITH_NEXT);
  }

  /// Whether the claim and the rotation are still as they were committed, so that more may be done
  /// before what is noted is: it costs a look and no commit. Otherwise that is committed now.
  ///
  /// @return as [#commit]
  boolean stillFits() {
    boolean same =
        store.get(document.key()).filter(now -> now.revision() == document.revision()).isPresent();
    return same || (reread() && commitNoted());
  }

  private void accept(Rotation now) {
    committed = now;
    rotation = now;
    noted = Optional.empty();
  }

  /// Commits a transition, decided on the secret as it is now; again when only the secret has
  /// changed meanwhile. The claim goes on while something is due, and ends with the commit
  /// otherwise.
  ///
  /// @return false when the transition no longer fits: the rotation was changed, and is read anew,
  ///   or the claim is lost
  boolean commit(Function<Stored, Turn> transition) {
    return commit(transition, Durability.NOW);
  }

  private boolean commit(Function<Stored, Turn> transition, Durability durability) {
    while (held) {
      Optional<Stored> secret = secret();
      if (secret.isEmpty()) {
        forget();
      } else if (written(secret.get(), transition.apply(secret.get()), durability)) {
        return true;
      } else if (!reread()) {
        return false;
      }
    }
    return false;
  }

  /// Gives the claim back, to be claimed again then.
  void putBack(Instant due) {
    while (held && !given(Optional.of(due))) {
      reread();
    }
    held = false;
  }

  /// Gives the claim back when that is still to be done.
  void release() {
    while (held && !given(committed.due())) {
      reread();
    }
    held = false;
  }

  private boolean given(Optional<Instant> due) {
    return written(committed, due, Lease.RELEASE, List.of(), Durability.NOW);
  }

  private boolean written(Stored secret, Turn turn, Durability durability) {
    Optional<Instant> due = turn.rotation().due();
    Instant now = clock.instant();
    boolean goesOn = due.filter(instant -> !instant.isAfter(now)).isPresent();
    List<Write> writes = new ArrayList<>();
    turn.secret().ifPresent(after -> writes.add(SecretRepository.put(secret, after)));
    Lease claim = goesOn ? new Lease.Until(now.plus(lease)) : Lease.RELEASE;
    Rotation before = committed;
    boolean done = written(turn.rotation(), due, claim, writes, orLater(durability, turn));
    if (done) {
      listener.changed(before, rotation);
    }
    held = !done || goesOn;
    return done;
  }

  /// The death of the machine may take away that a walk is over: then another follows that finds
  /// everything done. The end of a settling may move AWSCURRENT.
  private Durability orLater(Durability durability, Turn turn) {
    boolean ends =
        turn.rotation().state() instanceof State.Idle
            && !(committed.state() instanceof State.Settling);
    return ends ? Durability.WITH_NEXT : durability;
  }

  /// The secret is gone for good, and with it what was to be rotated.
  private void forget() {
    held = false;
    try {
      store.commit(List.of(new Write.Delete(document.key(), document.revision())));
    } catch (Conflict _) {
      // Whoever changed it meanwhile has claimed it, or has deleted it too.
    }
  }

  private boolean written(
      Rotation next,
      Optional<Instant> due,
      Lease claim,
      List<Write> others,
      Durability durability) {
    String body = Json.write(next);
    List<Write> writes = new ArrayList<>(others);
    writes.add(new Write.Put(document.key(), document.revision(), body, due, claim));
    try {
      store.commit(writes, durability);
    } catch (Conflict _) {
      return false;
    }
    document = new Document(document.key(), document.revision() + 1, document.fence(), body, due);
    rotations.remember(document, next);
    accept(next);
    return true;
  }

  /// Reads what others have made of the rotation. What was noted stays as long as its state is what
  /// it was noted on.
  ///
  /// @return whether what was decided still fits
  private boolean reread() {
    Optional<Document> now =
        store.get(document.key()).filter(read -> read.fence() == document.fence());
    held = now.isPresent();
    if (!held) {
      return false;
    }
    document = now.get();
    Rotation read = rotations.read(document);
    if (!read.state().equals(committed.state())) {
      accept(read);
      return false;
    }
    committed = read;
    rotation = noted.map(it -> it.apply(read)).orElse(read);
    return true;
  }
}
