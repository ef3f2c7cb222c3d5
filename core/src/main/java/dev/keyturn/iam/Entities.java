package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// All entities of one sort: their documents lie under the unique id, and an index leads from the
/// name, in small letters, to the id. What refers to an entity does so by its id, which no change
/// of name touches. Thread-safe.
///
/// @param <E> the sort
final class Entities<E extends Record & Entity> {
  private static final int PAGE = 200;

  private final Store store;
  private final Sort<E> sort;

  /// A sort of entity.
  ///
  /// @param noun as it stands in ARNs and texts: `user`
  /// @param plural as it stands in the names of quotas: `Users`
  /// @param prefix the first letters of its unique ids
  /// @param quota how many an account can have
  record Sort<E>(Class<E> type, String noun, String plural, String prefix, int quota) {

    static final Sort<User> USER = new Sort<>(User.class, "user", "Users", "AIDA", 5_000);
    static final Sort<Group> GROUP = new Sort<>(Group.class, "group", "Groups", "AGPA", 300);
    static final Sort<Role> ROLE = new Sort<>(Role.class, "role", "Roles", "AROA", 1_000);
    static final Sort<ManagedPolicy> POLICY =
        new Sort<>(ManagedPolicy.class, "policy", "Policies", "ANPA", 1_500);

    /// The kind of its documents.
    String kind() {
      return "iam-" + noun;
    }
  }

  /// The document of the index.
  record NamedId(String id) {}

  /// One page of a listing.
  ///
  /// @param last the position to go on from; empty at the end
  record Listed<E extends Record & Entity>(List<Stored<E>> items, Optional<String> last) {}

  Entities(Store store, Sort<E> sort) {
    this.store = store;
    this.sort = sort;
  }

  Sort<E> sort() {
    return sort;
  }

  /// What a name means in a request, be there such an entity or not.
  Found<E> find(AccountId account, String name) {
    return new Found<>(this, account, name, named(account, name));
  }

  /// What an entity would be once it is renamed: that needs its own right, or everything could be
  /// carried to where the policies of others reach.
  Found<E> target(Stored<E> renamed) {
    return new Found<>(this, renamed.account(), renamed.entity().name(), Optional.of(renamed));
  }

  Optional<Stored<E>> named(AccountId account, String name) {
    return store
        .get(index(account, name))
        .flatMap(it -> byId(account, Json.read(it.body(), NamedId.class).id()));
  }

  Optional<Stored<E>> byId(AccountId account, String id) {
    return store.get(document(account, id)).map(it -> read(account, it));
  }

  boolean exists(AccountId account, String id) {
    return store.get(document(account, id)).isPresent();
  }

  private Stored<E> read(AccountId account, Document document) {
    return new Stored<>(sort, account, Json.read(document.body(), sort.type), document.revision());
  }

  /// The writes that make an entity; they conflict when the name is taken.
  List<Write> creation(AccountId account, E entity) {
    return List.of(
        Write.put(document(account, entity.id()), Write.ABSENT, entity),
        Write.put(index(account, entity.name()), Write.ABSENT, new NamedId(entity.id())));
  }

  /// The write that replaces an entity as it was read; its name stays.
  Write change(Stored<E> before, E after) {
    return Write.put(document(before.account(), after.id()), before.revision(), after);
  }

  /// Raises the revision, so that whoever is about to delete the entity reads again.
  Write touch(Stored<E> as) {
    return change(as, as.entity());
  }

  /// The writes that replace an entity under another name, or under the same.
  List<Write> renaming(Stored<E> before, E after) {
    DocumentKey from = index(before.account(), before.entity().name());
    DocumentKey to = index(before.account(), after.name());
    List<Write> writes = new ArrayList<>(List.of(change(before, after)));
    if (!from.equals(to)) {
      writes.add(new Write.Delete(from, Write.ANY));
      writes.add(Write.put(to, Write.ABSENT, new NamedId(after.id())));
    }
    return writes;
  }

  /// The writes that delete an entity as it was read.
  List<Write> deletion(Stored<E> stored) {
    return List.of(
        new Write.Delete(document(stored.account(), stored.entity().id()), stored.revision()),
        new Write.Delete(index(stored.account(), stored.entity().name()), Write.ANY));
  }

  /// Entities in the order of their names.
  ///
  /// @param after the position that the page before ended with; empty for the first
  Listed<E> list(AccountId account, String after, int most, Predicate<E> wanted) {
    List<Stored<E>> items = new ArrayList<>();
    String position = after.isEmpty() ? "" : account + "/" + after;
    while (true) {
      List<Document> indexes = store.scan(sort.kind() + "-name", account + "/", position, PAGE);
      for (Document index : indexes) {
        Optional<Stored<E>> next =
            byId(account, Json.read(index.body(), NamedId.class).id())
                .filter(it -> wanted.test(it.entity()));
        if (next.isPresent() && items.size() == most) {
          return new Listed<>(items, Optional.of(lower(items.getLast().entity().name())));
        }
        next.ifPresent(items::add);
      }
      if (indexes.size() < PAGE) {
        return new Listed<>(items, Optional.empty());
      }
      position = indexes.getLast().key().key();
    }
  }

  /// How many there are.
  int count(AccountId account) {
    int[] count = {0};
    forEachIndex(account, _ -> count[0]++);
    return count[0];
  }

  /// The ids of all by their names in small letters.
  SortedMap<String, String> index(AccountId account) {
    SortedMap<String, String> ids = new TreeMap<>();
    int prefix = index(account, "").key().length();
    forEachIndex(
        account,
        it -> ids.put(it.key().key().substring(prefix), Json.read(it.body(), NamedId.class).id()));
    return ids;
  }

  private void forEachIndex(AccountId account, Consumer<Document> each) {
    String position = "";
    while (true) {
      List<Document> indexes = store.scan(sort.kind() + "-name", account + "/", position, 1_000);
      indexes.forEach(each);
      if (indexes.size() < 1_000) {
        return;
      }
      position = indexes.getLast().key().key();
    }
  }

  Arn arn(AccountId account, String path, String name) {
    return Arn.global("iam", account, sort.noun + path + name);
  }

  /// A decision that makes an entity and answers with it.
  Decided<E> made(AccountId account, E entity) {
    return new Decided<>(entity, creation(account, entity));
  }

  private DocumentKey document(AccountId account, String id) {
    return new DocumentKey(sort.kind(), account + "/" + id);
  }

  private DocumentKey index(AccountId account, String name) {
    return new DocumentKey(sort.kind() + "-name", account + "/" + lower(name));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
