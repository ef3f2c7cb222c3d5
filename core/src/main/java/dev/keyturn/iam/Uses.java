package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;

/// An index from what is used to the ids of those who use it: from policies to their bearers, from
/// groups to their members. Its documents are written in the commit that changes the user.
/// Thread-safe.
final class Uses {
  private static final int PAGE = 1_000;

  private final Store store;
  private final String kind;

  private Uses(Store store, String kind) {
    this.store = store;
    this.kind = kind;
  }

  /// The document; everything stands in its key.
  private record Used() {}

  /// Policies that give rights.
  static Uses attachments(Store store) {
    return new Uses(store, "iam-attachment");
  }

  /// Policies that are boundaries.
  static Uses boundaries(Store store) {
    return new Uses(store, "iam-boundary");
  }

  /// Groups and their members.
  static Uses members(Store store) {
    return new Uses(store, "iam-member");
  }

  Write added(AccountId account, String used, String by) {
    return Write.put(key(account, used, by), Write.ANY, new Used());
  }

  Write removed(AccountId account, String used, String by) {
    return new Write.Delete(key(account, used, by), Write.ANY);
  }

  /// The ids of all who use it, in order.
  List<String> of(AccountId account, String used) {
    String prefix = key(account, used, "").key();
    List<String> ids = new ArrayList<>();
    String after = "";
    while (true) {
      List<Document> page = store.scan(kind, prefix, after, PAGE);
      page.forEach(it -> ids.add(it.key().key().substring(prefix.length())));
      if (page.size() < PAGE) {
        return ids;
      }
      after = page.getLast().key().key();
    }
  }

  /// The separator stands in no ARN and no id, so that no path is the beginning of another.
  private DocumentKey key(AccountId account, String used, String by) {
    return new DocumentKey(kind, account + "|" + used + "|" + by);
  }
}
