package dev.keyturn.secret;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation.Lookup;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Throttling;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Remembered;
import dev.keyturn.store.Rounds;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds secrets by everything that AWS accepts as a SecretId, and commits changes of them on the
/// revision that they were decided on. Thread-safe.
public final class SecretRepository {
  private static final String NOT_FOUND = "Secrets Manager can't find the specified secret.";
  private static final String IN_ARN = "secret:";

  private final Store store;
  private final Remembered<DocumentKey, Parsed> parsed = new Remembered<>(12);
  private final Remembered<DocumentKey, SecretKey> named = new Remembered<>(14);

  public SecretRepository(Store store) {
    this.store = store;
  }

  /// What a document says. Its revision alone does not tell that it is the same: one that was
  /// deleted and made again starts anew.
  private record Parsed(String body, Stored stored) {
    boolean isOf(Document document) {
      return stored.revision() == document.revision() && body.equals(document.body());
    }
  }

  /// A lookup for the table of operations: the secret that a SecretId means.
  ///
  /// @param action what an [AccessDenied] names
  public <I> Lookup<I, Stored> lookup(String action, Function<I, String> secretId) {
    return (call, input) -> require(call, action, secretId.apply(input));
  }

  /// The secret that a SecretId means for this call, or the refusal that AWS gives. One of another
  /// account that does not exist is denied, as if it did.
  public Stored require(Call call, String action, String secretId) {
    return find(call, action, secretId)
        .orElseThrow(() -> new ResourceNotFound(NOT_FOUND, secretId));
  }

  /// Like [#require], but empty when there is no such secret.
  public Optional<Stored> find(Call call, String action, String secretId) {
    if (!secretId.startsWith("arn:")) {
      return named(call, SecretName.require(secretId));
    }
    return Arn.parse(secretId)
        .filter(arn -> arn.service().equals("secretsmanager"))
        .filter(arn -> arn.resource().startsWith(IN_ARN))
        .flatMap(arn -> byArn(call, action, arn));
  }

  /// AWS's refusal for a secret that is not there.
  public static ResourceNotFound notFound() {
    return new ResourceNotFound(NOT_FOUND);
  }

  /// The secret at this key as it is now.
  public Optional<Stored> get(SecretKey key) {
    return store.get(key.secret()).map(document -> read(key, document));
  }

  private Stored read(SecretKey key, Document document) {
    Parsed known = parsed.get(key.secret());
    if (known != null && known.isOf(document)) {
      return known.stored;
    }
    Stored stored = stored(key, document);
    parsed.put(key.secret(), new Parsed(document.body(), stored));
    return stored;
  }

  /// The secret in its document. Not remembered: for walks through all secrets.
  Stored read(Document document) {
    return stored(SecretKey.parse(document.key().key()), document);
  }

  private static Stored stored(SecretKey key, Document document) {
    SecretDocument read = Json.read(document.body(), SecretDocument.class);
    return new Stored(read.secret(), key, document.revision());
  }

  /// The secret with this very name in the account and region of the call.
  Optional<Stored> named(Call call, String name) {
    DocumentKey byName = SecretKey.byName(call.account(), call.region(), name);
    SecretKey known = named.get(byName);
    // A name means the same secret as long as that secret exists.
    Optional<Stored> still = known == null ? Optional.empty() : get(known);
    return still.or(() -> straight(byName)).or(() -> indexed(byName));
  }

  /// Most often the first key that begins with the name is that of the secret: one reading instead
  /// of two. No other secret's key begins with this name and has this length.
  private Optional<Stored> straight(DocumentKey byName) {
    String start = byName.key() + "-";
    return store.scan(SecretKey.KIND, start, "", 1).stream()
        .filter(document -> document.key().key().length() == start.length() + ArnSuffix.LENGTH)
        .findFirst()
        .map(document -> read(remembered(byName, SecretKey.parse(document.key().key())), document));
  }

  private Optional<Stored> indexed(DocumentKey byName) {
    return store.get(byName).map(index -> remembered(byName, key(index))).flatMap(this::get);
  }

  private SecretKey remembered(DocumentKey byName, SecretKey key) {
    named.put(byName, key);
    return key;
  }

  /// The secret that a document of an index means.
  Optional<Stored> indexed(Document index) {
    return get(key(index));
  }

  private static SecretKey key(Document index) {
    String arn = Json.read(index.body(), SecretName.class).arn();
    return SecretKey.of(Arn.parse(arn).orElseThrow());
  }

  /// Commits a new secret with its indexes. False when the name was taken in the meantime.
  boolean created(SecretKey key, Secret secret, List<Write> more) {
    SecretName index = new SecretName(secret.arn());
    List<Write> writes = new ArrayList<>(more);
    writes.add(put(key, Write.ABSENT, secret));
    writes.add(Write.put(key.byName(), Write.ABSENT, index));
    writes.add(Write.put(key.byCreation(secret.created()), Write.ABSENT, index));
    return store.committed(writes);
  }

  /// Decides on the secret as it was found and commits. When somebody else was faster, the decision
  /// is taken again on the secret as it is then.
  ///
  /// @throws Throttling when others were faster too often
  public <T> T change(Stored found, Function<Stored, Change<T>> decision) {
    return changed(found, decision)
        .orElseGet(() ->
            Rounds.until(
                () -> changed(get(found.key()).orElseThrow(SecretRepository::notFound), decision),
                () -> new Throttling("Rate exceeded")));
  }

  private <T> Optional<T> changed(Stored current, Function<Stored, Change<T>> decision) {
    Change<T> change = decision.apply(current);
    return Optional.of(change.answer()).filter(_ -> committed(current, change));
  }

  private boolean committed(Stored current, Change<?> change) {
    List<Write> writes = new ArrayList<>(change.writes());
    if (change.secret().isEmpty()) {
      return writes.isEmpty() || store.committed(writes, change.durability());
    }
    Secret secret = change.secret().get();
    Write.Put put = put(current, secret);
    writes.add(put);
    boolean committed = store.committed(writes, change.durability());
    if (committed) {
      long revision = put.expected() + 1;
      Stored now = new Stored(secret, current.key(), revision);
      parsed.put(put.key(), new Parsed(put.body(), now));
    }
    return committed;
  }

  /// The write that replaces a secret, provided that it is still as it was read.
  public static Write.Put put(Stored before, Secret after) {
    return put(before.key(), before.revision(), after);
  }

  static Write.Put put(SecretKey key, long expected, Secret secret) {
    return Write.put(key.secret(), expected, SecretDocument.of(secret));
  }

  private Optional<Stored> byArn(Call call, String action, Arn arn) {
    boolean here = arn.region().equals(call.region().code());
    String resource = arn.resource().substring(IN_ARN.length());
    if (!arn.account().equals(call.account().value())) {
      return Optional.of(
          foreign(arn, here && looksFull(resource)).orElseThrow(() -> denied(call, action, arn)));
    }
    if (!here) {
      return Optional.empty();
    }
    // What ends like a suffix is a full ARN and nothing else: a secret whose own name ends so is
    // not found by its partial ARN, as with AWS.
    return looksFull(resource)
        ? get(new SecretKey(call.account(), call.region(), resource))
        : named(call, resource);
  }

  /// Another account's secret, which only its full ARN means.
  private Optional<Stored> foreign(Arn arn, boolean full) {
    return full && AccountId.isId(arn.account()) ? get(SecretKey.of(arn)) : Optional.empty();
  }

  private static AccessDenied denied(Call call, String action, Arn arn) {
    return new AccessDenied(
        "User: %s is not authorized to perform: %s on resource: %s because no resource-based policy allows the %s action"
            .formatted(call.caller().principal().arn(), action, arn, action));
  }

  private static boolean looksFull(String resource) {
    int hyphen = resource.length() - ArnSuffix.LENGTH - 1;
    return hyphen > 0
        && resource.charAt(hyphen) == '-'
        && resource.chars().skip(hyphen + 1L).allMatch(ArnSuffix::isPossible);
  }
}
