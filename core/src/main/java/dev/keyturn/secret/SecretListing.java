package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.store.Document;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Walks the secrets of an account and region in an order. Ascending by creation, which is the
/// default, and by name reads an index and so only what it answers; every other order goes through
/// all secrets for each page, and keeps no more of them in memory than the page has.
final class SecretListing {
  private static final int SCAN = 200;

  private final Store store;
  private final SecretRepository repository;
  private final AccessDays accesses;

  SecretListing(Store store, SecretRepository repository, AccessDays accesses) {
    this.store = store;
    this.repository = repository;
    this.accesses = accesses;
  }

  /// What secrets are ordered by.
  enum SortBy {
    CREATED_DATE,
    LAST_ACCESSED_DATE,
    LAST_CHANGED_DATE,
    NAME
  }

  /// @param deleted whether those are listed that are to be deleted
  record Query(SortBy by, boolean ascending, boolean deleted) {
    /// The kind of the index that has this order.
    Optional<String> index() {
      return switch (by) {
        case CREATED_DATE -> ascending ? Optional.of("secret-created") : Optional.empty();
        case NAME -> ascending ? Optional.of("secret-name") : Optional.empty();
        case LAST_ACCESSED_DATE, LAST_CHANGED_DATE -> Optional.empty();
      };
    }

    boolean lists(Stored stored) {
      return deleted || stored.secret().deletion().isEmpty();
    }
  }

  /// A secret with its place in the order, from which the next page goes on.
  record Row(String position, Stored stored) {}

  /// At most so many secrets that come after a position; empty text: from the start.
  List<Row> rows(Call call, Query query, String after, int most) {
    String prefix = SecretKey.prefix(call.account(), call.region());
    return query
        .index()
        .map(index -> byIndex(index, prefix, query, after, most))
        .orElseGet(() -> sorted(prefix, query, after, most));
  }

  private List<Row> byIndex(String kind, String prefix, Query query, String after, int most) {
    List<Row> rows = new ArrayList<>();
    forEach(
        kind,
        prefix,
        after,
        index -> {
          repository
              .indexed(index)
              .filter(query::lists)
              .ifPresent(stored -> rows.add(new Row(index.key().key(), stored)));
          return rows.size() < most;
        });
    return rows;
  }

  private List<Row> sorted(String prefix, Query query, String after, int most) {
    Comparator<String> order =
        query.ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
    Comparator<Row> rows = Comparator.comparing(Row::position, order);
    PriorityQueue<Row> first = new PriorityQueue<>(rows.reversed());
    forEach(
        SecretKey.KIND,
        prefix,
        "",
        document -> {
          Stored stored = repository.read(document);
          Row row = new Row(position(query.by, stored), stored);
          if (query.lists(stored)
              && (after.isEmpty() || order.compare(row.position(), after) > 0)) {
            first.add(row);
            if (first.size() > most) {
              first.remove();
            }
          }
          return true;
        });
    return first.stream().sorted(rows).toList();
  }

  private void forEach(String kind, String prefix, String after, Predicate<Document> goOn) {
    String last = after;
    List<Document> page;
    do {
      page = store.scan(kind, prefix, last, SCAN);
      for (Document document : page) {
        if (!goOn.test(document)) {
          return;
        }
        last = document.key().key();
      }
    } while (page.size() == SCAN);
  }

  private String position(SortBy by, Stored stored) {
    Secret secret = stored.secret();
    String value =
        switch (by) {
          case CREATED_DATE -> sortable(secret.created());
          case LAST_CHANGED_DATE -> sortable(secret.lastChanged());
          case LAST_ACCESSED_DATE ->
              accesses.of(stored.key()).map(SecretListing::sortable).orElse("");
          case NAME -> secret.name();
        };
    // A line feed comes before everything that a name may hold. The resource tells apart what is
    // deleted and created again between two pages.
    return String.join("\n", value, secret.name(), stored.key().resource());
  }

  /// Instants as text of one length, which sorts as they do.
  static String sortable(Instant instant) {
    return "%012d%09d".formatted(instant.getEpochSecond(), instant.getNano());
  }
}
