package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.store.Document;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// The access keys that may sign requests. Their secrets lie in the store sealed under the master
/// key; opened ones are remembered as long as their document stays as it is. Thread-safe.
public final class AccessKeys {
  private static final int REMEMBERED = 10_000;

  private final Store store;
  private final MasterKey master;
  private final Ids ids;
  private final ConcurrentHashMap<String, Opened> opened = new ConcurrentHashMap<>();

  private record Opened(long revision, Credential credential) {}

  /// @param random a generator fit for cryptography
  public AccessKeys(Store store, MasterKey master, RandomGenerator random) {
    this.store = store;
    this.master = master;
    this.ids = new Ids(random);
  }

  /// The access key with this id.
  ///
  /// @throws IllegalStateException when its secret does not open under the master key
  public Optional<Credential> find(String accessKeyId) {
    return store.get(AccessKeyDocument.at(accessKeyId)).map(this::open);
  }

  private Credential open(Document document) {
    Opened known = opened.get(document.key().key());
    if (known != null && known.revision == document.revision()) {
      return known.credential;
    }
    Credential credential = unseal(document);
    if (opened.size() >= REMEMBERED) {
      opened.clear();
    }
    opened.put(document.key().key(), new Opened(document.revision(), credential));
    return credential;
  }

  private Credential unseal(Document document) {
    try {
      return Json.read(document.body(), AccessKeyDocument.class).open(master);
    } catch (KeyUnusable unusable) {
      throw new IllegalStateException(
          "The access key " + document.key().key() + " cannot be opened", unusable);
    }
  }

  /// The access key of an account's administrator; empty when there is no such account.
  public Optional<Credential> administrator(AccountId account) {
    return store
        .get(Account.at(account))
        .map(document -> Json.read(document.body(), Account.class).accessKeyId())
        .flatMap(this::find);
  }

  /// A new access key for an account's administrator; not stored yet.
  public Credential generate(AccountId account) {
    return given(account, ids.accessKey("AKIA"), SecretValue.ofString(ids.secretKey()));
  }

  /// An access key for an account's administrator that was chosen elsewhere; not stored yet.
  public Credential given(AccountId account, String accessKeyId, SecretValue secret) {
    return new Credential(accessKeyId, secret, Principal.administrator(account), true);
  }

  /// Makes the first account. An account that exists keeps the administrator it has.
  ///
  /// @return the access key of the account's administrator: this one, or the one that was there
  /// @throws IllegalArgumentException when the access key belongs to another account
  public Credential create(Credential administrator, Instant now) {
    String id = administrator.accessKeyId();
    return add(administrator, Account.first(id, now))
        ? administrator
        : administrator(administrator.principal().account())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The access key " + id + " belongs to another account"));
  }

  /// Makes an account together with its administrator's access key, unless one of them exists.
  boolean add(Credential administrator, Account account) {
    return store.committed(
        List.of(
            Write.put(Account.at(administrator.principal().account()), Write.ABSENT, account),
            AccessKeyDocument.seal(administrator, master, account.created()).put(Write.ABSENT)));
  }
}
