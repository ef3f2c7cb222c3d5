package dev.keyturn.secret;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Removes secrets whose recovery window has ended: all their documents and payloads in one commit.
/// May be run again at any time, also after a crash, and by several nodes at once. The program runs
/// it periodically. Thread-safe.
public final class Purge {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int BATCH = 100;
  private static final int ATTEMPTS = 10;
  private static final String SERVICE = "secretsmanager.amazonaws.com";

  private final Store store;
  private final SecretRepository repository;
  private final AccessDays accesses;
  private final AuditLog audit;

  public Purge(Store store, SecretRepository repository, AccessDays accesses, AuditLog audit) {
    this.store = store;
    this.repository = repository;
    this.accesses = accesses;
    this.audit = audit;
  }

  /// Removes every secret that is due.
  ///
  /// @return how many were removed
  public int runDue(Instant now) {
    int removed = 0;
    List<Document> due;
    do {
      due = store.claimDue("purge", now, LEASE, BATCH);
      for (Document document : due) {
        removed += run(SecretKey.parse(document.key().key()), now) ? 1 : 0;
      }
    } while (due.size() == BATCH);
    return removed;
  }

  /// Removes one secret if its window has ended. Whoever restores it at the same time wins or loses
  /// as a whole, because the commit is conditional on the secret as it was read.
  ///
  /// @return whether it was removed by this call
  boolean run(SecretKey key, Instant now) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Stored> ended = repository.get(key).filter(stored -> hasEnded(stored, now));
      if (ended.isEmpty()) {
        return false;
      }
      tell("StartSecretVersionDelete", ended.get(), now);
      if (removed(ended.get())) {
        tell("EndSecretVersionDelete", ended.get(), now);
        return true;
      }
    }
    return false;
  }

  /// Tells that a deletion was called off.
  void calledOff(Stored stored, Instant now) {
    tell("CancelSecretVersionDelete", stored, now);
  }

  private static boolean hasEnded(Stored stored, Instant now) {
    return stored.secret().deletion().filter(end -> !end.isAfter(now)).isPresent();
  }

  private boolean removed(Stored stored) {
    SecretKey key = stored.key();
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Delete(key.secret(), stored.revision()));
    for (DocumentKey document :
        List.of(
            key.byName(), key.byCreation(stored.secret().created()), key.rotation(), key.purge())) {
      writes.add(new Write.Delete(document, Write.ANY));
    }
    for (String version : stored.secret().versions().keySet()) {
      writes.add(new Write.DeletePayload(key.payload(version)));
    }
    writes.add(AccessDays.delete(key));
    boolean removed = store.committed(writes);
    if (removed) {
      accesses.forget(key);
    }
    return removed;
  }

  private void tell(String what, Stored stored, Instant now) {
    for (Version version : stored.secret().versions().values()) {
      audit.writeOrBuffer(event(what, stored, version, now));
    }
  }

  private static AuditEvent event(String what, Stored stored, Version version, Instant now) {
    SecretKey key = stored.key();
    Caller service =
        new Caller(
            Principal.service(key.account()), "", key.region(), new Origin(SERVICE, SERVICE, true));
    return new AuditEvent(
        UUID.randomUUID().toString(),
        now,
        Phase.ONLY,
        AuditEvent.Type.SERVICE_EVENT,
        SERVICE,
        what,
        service,
        UUID.randomUUID().toString(),
        false,
        List.of(stored.arn()),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of("SecretId", stored.arn(), "SecretVersionId", version.id()));
  }
}
