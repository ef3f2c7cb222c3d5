package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Document;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// The accounts of this server: Keyturn's own operations on them. Accounts are things of the first
/// one, which made all others: its administrator may do with them what its policies allow, and no
/// other account may do anything. Thread-safe.
public final class Accounts implements Service {
  private static final int PAGE = 100;

  private final Store store;
  private final List<Operation<?, ?, ?>> operations;
  private final AtomicReference<Optional<AccountId>> first =
      new AtomicReference<>(Optional.empty());

  /// @param random a generator fit for cryptography
  public Accounts(Store store, AccessKeys keys, PageTokens pages, RandomGenerator random) {
    this.store = store;
    this.operations =
        List.of(new CreateAccount(this, keys, random).row(), new ListAccounts(this, pages).row());
  }

  /// An account, or `*` for all of them.
  Place place(String account) {
    return new Place(Arn.global("keyturn", first(), "account/" + account).toString());
  }

  /// The accounts behind one of them, in the order of their numbers.
  List<Document> after(String position, int most) {
    return store.scan("account", "", position, most);
  }

  /// The one that no other made. It never changes, so it is looked for once.
  private AccountId first() {
    return first.updateAndGet(known -> known.or(this::findFirst)).orElseThrow();
  }

  private Optional<AccountId> findFirst() {
    List<Document> page = after("", PAGE);
    while (!page.isEmpty()) {
      for (Document document : page) {
        if (Json.read(document.body(), Account.class).madeBy().isEmpty()) {
          return Optional.of(new AccountId(document.key().key()));
        }
      }
      page = after(page.getLast().key().key(), PAGE);
    }
    return Optional.empty();
  }

  @Override
  public String name() {
    return "keyturn";
  }

  /// Not one of AWS's sources, so not in its domain.
  @Override
  public String eventSource() {
    return "keyturn";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
