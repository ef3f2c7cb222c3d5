package dev.keyturn.server.masterkey;

import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Ties a store to its master key: the first start leaves a document that only this key opens, and
/// every later start has to open it. A key is never made for existing data.
public final class MasterKeyCheck {
  private static final DocumentKey CHECK = new DocumentKey("master-key", "check");
  private static final byte[] KNOWN = "keyturn".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTEXT = "master-key check".getBytes(StandardCharsets.US_ASCII);

  private final Store store;
  private final MasterKeySource source;
  private final Function<byte[], MasterKey> keys;

  /// @param keys makes the master key of its bytes
  public MasterKeyCheck(Store store, MasterKeySource source, Function<byte[], MasterKey> keys) {
    this.store = store;
    this.source = source;
    this.keys = keys;
  }

  /// The store's master key.
  ///
  /// @throws MasterKeyUnavailable when it is missing or another one
  public MasterKey open() {
    Optional<MasterKeyText> text = source.read();
    Optional<Document> check = store.get(CHECK);
    if (check.isPresent()) {
      MasterKey key = text.map(this::key).orElseThrow(this::missing);
      verify(key, check.get());
      return key;
    }
    MasterKey key = key(text.orElseGet(this::create));
    remember(key);
    return key;
  }

  private MasterKey key(MasterKeyText text) {
    return keys.apply(text.revealBytes());
  }

  private MasterKeyText create() {
    return switch (source) {
      case MasterKeySource.InFile file -> {
        MasterKeyText made = MasterKeyText.generate();
        new MasterKeyFile(file.path()).create(made);
        yield made;
      }
      case MasterKeySource.Given _, MasterKeySource.FromCommand _ -> throw missing();
    };
  }

  private void remember(MasterKey key) {
    String body = Base64.getEncoder().encodeToString(key.wrap(KNOWN, CONTEXT));
    try {
      store.commit(
          List.of(
              new Write.Put(
                  CHECK,
                  Write.ABSENT,
                  "{\"wrapped\":\"" + body + "\"}",
                  Optional.empty(),
                  Write.Lease.KEEP)));
    } catch (Conflict _) {
      throw new MasterKeyUnavailable(
          "Another server is making its first start on the same store. Start again.");
    }
  }

  private void verify(MasterKey key, Document check) {
    String wrapped = check.body().replaceAll("^\\{\"wrapped\":\"|\"}$", "");
    try {
      byte[] opened = key.unwrap(Base64.getDecoder().decode(wrapped), CONTEXT);
      if (Arrays.equals(opened, KNOWN)) {
        return;
      }
    } catch (KeyUnusable | IllegalArgumentException _) {
      // Refused below: the cause is always the key.
    }
    throw new MasterKeyUnavailable(
        "The master key from %s is not the one of this store. Put the store's own key back; nothing in it can be read with another."
            .formatted(source.describe()));
  }

  private MasterKeyUnavailable missing() {
    return new MasterKeyUnavailable(
        "There is data but no master key in %s. Put the store's own key back there, or name its place with --master-key-file; a new one is never made for existing data."
            .formatted(source.describe()));
  }
}
