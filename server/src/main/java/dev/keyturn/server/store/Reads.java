package dev.keyturn.server.store;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The SQL of reading.
///
/// @param session whose rows
record Reads(Session session) {
  private static final String GET =
      "SELECT revision, fence, body, due FROM document WHERE kind = ? AND key = ?";
  private static final String SCAN =
      """
      SELECT revision, fence, body, due, key FROM document
      WHERE kind = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?\
      """;
  private static final String SCAN_TO_THE_END =
      """
      SELECT revision, fence, body, due, key FROM document
      WHERE kind = ? AND key >= ? ORDER BY key LIMIT ?\
      """;
  private static final String PAYLOAD = "SELECT sealed FROM payload WHERE key = ?";
  private static final String NEXT_DUE =
      """
      SELECT due FROM document
      WHERE kind = ? AND due IS NOT NULL AND (lease_until IS NULL OR lease_until <= ?)
      ORDER BY due LIMIT 1\
      """;

  Optional<Document> get(DocumentKey key) throws SQLException {
    return session.one(GET, row -> document(key, row), key.kind(), key.key());
  }

  List<Document> scan(String kind, KeyRange range, long limit) throws SQLException {
    Session.Row<Document> document = row -> document(kind, row);
    return range.to().isPresent()
        ? session.query(SCAN, document, kind, range.from(), range.to().get(), limit)
        : session.query(SCAN_TO_THE_END, document, kind, range.from(), limit);
  }

  Optional<Sealed> payload(String key) throws SQLException {
    return session.one(PAYLOAD, row -> Sealed.of(row.getBytes(1)), key);
  }

  Optional<Instant> nextDue(String kind, Instant now) throws SQLException {
    return session.one(NEXT_DUE, row -> Nanos.instant(row.getLong(1)), kind, now);
  }

  static Document document(String kind, ResultSet row) throws SQLException {
    return document(new DocumentKey(kind, row.getString(5)), row);
  }

  private static Document document(DocumentKey key, ResultSet row) throws SQLException {
    return new Document(
        key, row.getLong(1), row.getLong(2), row.getString(3), Session.instant(row, 4));
  }
}
