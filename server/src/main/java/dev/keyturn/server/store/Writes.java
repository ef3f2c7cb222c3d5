package dev.keyturn.server.store;

import static java.util.Comparator.comparing;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The SQL of writing, within a transaction that another opens and ends.
///
/// @param session where to
/// @param changes takes down what was changed
record Writes(Session session, Changes changes) {
  private static final String INSERT =
      """
      INSERT INTO document (kind, key, revision, fence, body, due, lease_until)
      VALUES (?, ?, 1, 0, ?, ?, ?)\
      """;
  private static final String RETURNING = " RETURNING revision, fence";
  private static final String CREATE = INSERT + " ON CONFLICT DO NOTHING" + RETURNING;
  private static final String UPSERT =
      INSERT
          + """
           ON CONFLICT (kind, key) DO UPDATE
          SET revision = document.revision + 1, body = excluded.body, due = excluded.due\
          """;
  private static final String UPSERT_KEEPING_LEASE = UPSERT + RETURNING;
  private static final String UPSERT_WITH_LEASE =
      UPSERT + ", lease_until = excluded.lease_until" + RETURNING;
  private static final String UPDATE =
      "UPDATE document SET revision = revision + 1, body = ?, due = ?";
  private static final String AT_REVISION = " WHERE kind = ? AND key = ? AND revision = ?";
  private static final String UPDATE_KEEPING_LEASE = UPDATE + AT_REVISION + RETURNING;
  private static final String UPDATE_WITH_LEASE =
      UPDATE + ", lease_until = ?" + AT_REVISION + RETURNING;
  private static final String DELETE = "DELETE FROM document WHERE kind = ? AND key = ?";
  private static final String DELETE_AT_REVISION = "DELETE FROM document" + AT_REVISION;
  private static final String REVISION = "SELECT revision FROM document WHERE kind = ? AND key = ?";
  private static final String PUT_PAYLOAD =
      "INSERT INTO payload (key, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String DELETE_PAYLOAD = "DELETE FROM payload WHERE key = ?";
  private static final String CLAIM =
      """
      UPDATE document SET revision = revision + 1, fence = fence + 1, lease_until = ?
      WHERE kind = ? AND key IN (
        SELECT key FROM document
        WHERE kind = ? AND due <= ? AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY due, key LIMIT ?)
      RETURNING revision, fence, body, due, key\
      """;
  private static final String RENEW =
      """
      UPDATE document SET lease_until = ?
      WHERE kind = ? AND key = ? AND fence = ? AND lease_until IS NOT NULL\
      """;
  private static final String VOID_LEASES =
      "UPDATE document SET lease_until = NULL WHERE lease_until IS NOT NULL";

  void write(List<Write> writes) throws Conflict, SQLException {
    for (var write : writes) {
      switch (write) {
        case Write.Put put -> put(put);
        case Write.Delete(var key, var expected) -> delete(key, expected);
        case Write.Check(var key, var expected) -> check(key, expected);
        case Write.PutPayload(var key, var sealed) -> putPayload(key, sealed);
        case Write.DeletePayload(var key) -> deletePayload(key);
      }
    }
  }

  private void put(Write.Put put) throws Conflict, SQLException {
    var written = put.expected() > Write.ABSENT ? update(put) : insert(put);
    if (written.isEmpty()) {
      throw new Conflict(put.key() + " is not at revision " + put.expected());
    }
    changes.document(put.key(), written);
  }

  private Optional<Document> insert(Write.Put put) throws SQLException {
    var any = keeps(put) ? UPSERT_KEEPING_LEASE : UPSERT_WITH_LEASE;
    var sql = put.expected() == Write.ABSENT ? CREATE : any;
    var key = put.key();
    return session.one(sql, written(put), key.kind(), key.key(), put.body(), put.due(), lease(put));
  }

  private Optional<Document> update(Write.Put put) throws SQLException {
    var written = written(put);
    var kind = put.key().kind();
    var key = put.key().key();
    var at = put.expected();
    return keeps(put)
        ? session.one(UPDATE_KEEPING_LEASE, written, put.body(), put.due(), kind, key, at)
        : session.one(UPDATE_WITH_LEASE, written, put.body(), put.due(), lease(put), kind, key, at);
  }

  private static boolean keeps(Write.Put put) {
    return put.lease() instanceof Lease.Keep;
  }

  private static Optional<Instant> lease(Write.Put put) {
    return switch (put.lease()) {
      case Lease.Until(var instant) -> Optional.of(instant);
      case Lease.Keep _, Lease.Release _ -> Optional.empty();
    };
  }

  private static Session.Row<Document> written(Write.Put put) {
    return row -> new Document(put.key(), row.getLong(1), row.getLong(2), put.body(), put.due());
  }

  private void delete(DocumentKey key, long expected) throws Conflict, SQLException {
    boolean any = expected == Write.ANY;
    int deleted =
        any
            ? session.update(DELETE, key.kind(), key.key())
            : session.update(DELETE_AT_REVISION, key.kind(), key.key(), expected);
    if (deleted == 1) {
      changes.document(key, Optional.empty());
    } else if (!any) {
      throw new Conflict(key + " is not at revision " + expected);
    }
  }

  private void check(DocumentKey key, long expected) throws Conflict, SQLException {
    if (expected == Write.ANY) {
      return;
    }
    var revision = session.one(REVISION, row -> row.getLong(1), key.kind(), key.key());
    if (revision.orElse(Write.ABSENT) != expected) {
      throw new Conflict(key + " is not at revision " + expected);
    }
  }

  private void putPayload(String key, Sealed sealed) throws Conflict, SQLException {
    if (session.update(PUT_PAYLOAD, key, sealed.bytes()) == 0) {
      throw new Conflict("Payload " + key + " exists");
    }
    changes.payload(key, Optional.of(sealed));
  }

  private void deletePayload(String key) throws SQLException {
    if (session.update(DELETE_PAYLOAD, key) == 1) {
      changes.payload(key, Optional.empty());
    }
  }

  List<Document> claimDue(String kind, Instant now, Duration lease, long limit)
      throws SQLException {
    var until = now.plus(lease);
    var claimed =
        session.query(CLAIM, row -> Reads.document(kind, row), until, kind, kind, now, now, limit);
    claimed.forEach(document -> changes.document(document.key(), Optional.of(document)));
    // RETURNING has no order of its own.
    return claimed.stream().sorted(comparing(it -> it.due().orElseThrow())).toList();
  }

  boolean renew(DocumentKey key, long fence, Instant until) throws SQLException {
    boolean held = session.update(RENEW, until, key.kind(), key.key(), fence) == 1;
    if (held) {
      changes.renewal();
    }
    return held;
  }

  void voidLeases() throws SQLException {
    session.update(VOID_LEASES);
  }
}
