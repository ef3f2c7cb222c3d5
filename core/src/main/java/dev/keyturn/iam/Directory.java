package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.store.Store;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What the operations on identities stand on. Thread-safe.
record Directory(
    Store store,
    Entities<User> users,
    Entities<Group> groups,
    Entities<Role> roles,
    PolicyCatalog policies,
    Commits commits,
    Pages pages,
    Ids ids) {

  static Directory on(Store store, PageTokens pages, RandomGenerator random) {
    return new Directory(
        store,
        new Entities<>(store, Sort.USER),
        new Entities<>(store, Sort.GROUP),
        new Entities<>(store, Sort.ROLE),
        new PolicyCatalog(store),
        new Commits(store),
        new Pages(pages),
        new Ids(random));
  }

  Found<User> user(Call call, String name) {
    return users.find(call.account(), name);
  }

  Found<Group> group(Call call, String name) {
    return groups.find(call.account(), name);
  }

  Found<Role> role(Call call, String name) {
    return roles.find(call.account(), name);
  }

  /// The user of this name; without one, the caller.
  Found<User> user(Call call, Optional<String> name) {
    return name.map(it -> user(call, it)).orElseGet(() -> self(call));
  }

  private Found<User> self(Call call) {
    if (call.caller().principal().kind() != Kind.USER) {
      throw new Validation("Must specify userName when calling with non-User credentials");
    }
    Optional<Stored<User>> self = users.byId(call.account(), call.caller().principal().id());
    String name = self.map(it -> it.entity().name()).orElse("");
    return new Found<>(users, call.account(), name, self);
  }

  /// Changes what was authorized, and nothing beside it.
  <E extends Record & Entity> Nothing change(Call call, Found<E> found, UnaryOperator<E> change) {
    return commits.decide(
        call.account(),
        () -> {
          Stored<E> stored = found.require();
          E after = change.apply(stored.entity());
          return Decided.of(Nothing.NOTHING, found.in().change(stored, after));
        });
  }

  /// Refuses when an account has all the entities that it can have.
  void demandRoom(Call call, Entities<?> entities) {
    int quota = entities.sort().quota();
    if (entities.count(call.account()) >= quota) {
      throw new LimitExceeded(
          "Cannot exceed quota for %sPerAccount: %d".formatted(entities.sort().plural(), quota));
    }
  }
}
