package dev.keyturn.kms;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyService;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The key service: one default key for each account and region, `alias/aws/secretsmanager`, made
/// at its first use. Its material lies in the store wrapped by the master key, and unwrapped in
/// memory for at most so many keys. Thread-safe, also against other nodes on the same store.
public final class Keys implements KeyService {
  private static final int REMEMBERED = 10_000;

  private record Place(AccountId account, Region region) {}

  private final Store store;
  private final MasterKey master;
  private final InstantSource clock;
  private final ConcurrentHashMap<Place, String> defaults = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Key> unwrapped = new ConcurrentHashMap<>();

  public Keys(Store store, MasterKey master, InstantSource clock) {
    this.store = store;
    this.master = master;
    this.clock = clock;
  }

  @Override
  public String keyFor(AccountId account, Region region, Optional<String> keyId)
      throws KeyUnusable {
    String arn = defaultKey(new Place(account, region));
    if (keyId.isPresent() && !means(keyId.get(), arn, account, region)) {
      throw new KeyUnusable(
          "The key "
              + keyId.get()
              + " can't be used: Keyturn encrypts with the key "
              + Alias.DEFAULT
              + " of the account only.");
    }
    return arn;
  }

  private static boolean means(String id, String arn, AccountId account, Region region) {
    return id.equals(arn)
        || arn.endsWith(":key/" + id)
        || id.equals(Alias.DEFAULT)
        || id.equals(Arn.of("kms", region, account, Alias.DEFAULT).toString());
  }

  @Override
  public DataKey generate(String keyArn, Context context) throws KeyUnusable {
    return key(keyArn).generate(context);
  }

  @Override
  public byte[] wrap(String keyArn, byte[] clear, Context context) throws KeyUnusable {
    return key(keyArn).wrap(clear, context);
  }

  @Override
  public byte[] unwrap(String keyArn, byte[] wrapped, Context context) throws KeyUnusable {
    return key(keyArn).unwrap(wrapped, context);
  }

  private Key key(String arn) throws KeyUnusable {
    Key known = unwrapped.get(arn);
    if (known != null) {
      return known;
    }
    Key loaded = load(arn).unwrap(master);
    bound(unwrapped);
    unwrapped.put(arn, loaded);
    return loaded;
  }

  private KeyDocument load(String arn) throws KeyUnusable {
    return Arn.parse(arn)
        .filter(parsed -> parsed.resource().startsWith("key/"))
        .flatMap(parsed -> store.get(KeyDocument.at(parsed)))
        .map(document -> Json.read(document.body(), KeyDocument.class))
        .orElseThrow(() -> new KeyUnusable("There is no key " + arn));
  }

  private String defaultKey(Place place) {
    String known = defaults.get(place);
    if (known != null) {
      return known;
    }
    DocumentKey alias = Alias.at(place.account(), place.region(), Alias.DEFAULT);
    String arn = store.get(alias).map(Keys::target).orElseGet(() -> create(place, alias));
    bound(defaults);
    defaults.put(place, arn);
    return arn;
  }

  /// Whoever commits first has made the key; everybody else takes that one.
  private String create(Place place, DocumentKey alias) {
    KeyDocument key = KeyDocument.create(place.account(), place.region(), clock.instant(), master);
    DocumentKey at = KeyDocument.at(Arn.parse(key.arn()).orElseThrow());
    List<Write> both =
        List.of(
            Write.put(alias, Write.ABSENT, new Alias(key.arn())), Write.put(at, Write.ABSENT, key));
    return store.committed(both) ? key.arn() : store.get(alias).map(Keys::target).orElseThrow();
  }

  private static String target(Document alias) {
    return Json.read(alias.body(), Alias.class).keyArn();
  }

  private static void bound(ConcurrentHashMap<?, ?> cache) {
    if (cache.size() >= REMEMBERED) {
      cache.clear();
    }
  }
}
