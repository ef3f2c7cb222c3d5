package dev.keyturn.logs;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.EventIds;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.masking.KnownValues;
import dev.keyturn.masking.Masked;
import dev.keyturn.masking.Masked.Sighting;
import dev.keyturn.masking.Passage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps the values of secrets out of logs, and writes down that somebody let one slip: which
/// secret and version, and where, never the value. Each is told once for a stream. Thread-safe.
final class Concealment {
  private static final String SOURCE = "logs.amazonaws.com";
  private static final Origin ORIGIN = new Origin(SOURCE, "keyturn", true);
  private static final int REMEMBERED = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KnownValues values;
  private final AuditLog audit;
  private final InstantSource clock;
  private final EventIds ids = new EventIds();
  private final Set<Told> told = ConcurrentHashMap.newKeySet();

  private record Told(Origination where, Sighting sighting) {}

  /// Where a text comes from.
  record Origination(Home home, String group, String stream) {}

  Concealment(KnownValues values, AuditLog audit, InstantSource clock) {
    this.values = values;
    this.audit = audit;
    this.clock = clock;
  }

  void prepare() {
    values.prepare();
  }

  /// For texts of somebody who may have got a value before anything was gathered. A function
  /// cannot: its log is opened before it runs.
  void await() {
    values.prepare();
    values.await(PATIENCE);
  }

  String of(Home home, String group, String stream, SecretValue message) {
    return of(new Origination(home, group, stream), Passage.of(message.revealString())).text();
  }

  Masked of(Origination where, Passage passage) {
    Masked masked = values.mask(where.home.account(), passage);
    for (Sighting sighting : masked.seen()) {
      if (told.size() >= REMEMBERED) {
        told.clear();
      }
      if (told.add(new Told(where, sighting))) {
        audit.writeOrBuffer(event(where, sighting));
      }
    }
    return masked;
  }

  private AuditEvent event(Origination where, Sighting sighting) {
    boolean secret = !sighting.secretArn().isEmpty();
    String id = ids.next();
    return new AuditEvent(
        id,
        clock.instant(),
        Phase.ONLY,
        AuditEvent.Type.SERVICE_EVENT,
        SOURCE,
        "SecretValueMasked",
        new Caller(Principal.service(where.home.account()), "", where.home.region(), ORIGIN),
        id,
        true,
        secret ? List.of(sighting.secretArn()) : List.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(
            "SecretId",
            secret ? sighting.secretArn() : "what the function itself was given",
            "VersionId",
            values.version(sighting).orElse(""),
            "logGroup",
            where.group,
            "logStream",
            where.stream));
  }
}
