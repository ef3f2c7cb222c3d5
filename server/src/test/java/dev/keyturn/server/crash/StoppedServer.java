package dev.keyturn.server.crash;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.Envelope;
import dev.keyturn.key.Envelope.Letter;
import dev.keyturn.key.Envelope.Owner;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.kms.Keys;
import dev.keyturn.rotation.Walk;
import dev.keyturn.secret.Labels;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.Secret;
import dev.keyturn.secret.SecretKey;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.secret.Version;
import dev.keyturn.secret.Version.WrappedKey;
import dev.keyturn.server.Config;
import dev.keyturn.server.masterkey.MasterKeyCheck;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Store;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// What lies in the store of a server that does not run.
final class StoppedServer {
  private static final long CACHE_BYTES = 1024 * 1024;

  private StoppedServer() {}

  /// What the store says of a secret.
  ///
  /// @param begun whether a rotation is under way or has made a version current
  /// @param current AWSCURRENT's value
  /// @param journalled the value of the version that the rotation's record names, if there is one
  record Found(boolean begun, Optional<Credential> current, Optional<Credential> journalled) {}

  static Found read(Config config, Victim victim) {
    try (Store store = SqlStore.embedded(config.data(), CACHE_BYTES)) {
      SecretKey key = SecretKey.of(Arn.parse(victim.secretArn()).orElseThrow());
      Secret secret = new SecretRepository(store).get(key).orElseThrow().secret();
      Optional<String> journalled =
          new RotationRepository(store)
              .get(key)
              .flatMap(found -> found.rotation().walk())
              .map(Walk::token);
      MasterKey master = new MasterKeyCheck(store, config.masterKey(), AesMasterKey::of).open();
      Safe safe = new Safe(store, new Envelope(new Keys(store, master, InstantSource.system())));
      return new Found(
          secret.version(victim.token()).isPresent(),
          secret.labelled(Labels.CURRENT).flatMap(version -> safe.open(key, version)),
          journalled.flatMap(secret::version).flatMap(version -> safe.open(key, version)));
    }
  }

  private record Safe(Store store, Envelope envelope) {

    Optional<Credential> open(SecretKey key, Version version) {
      return version.key().map(wrapped -> open(key, version.id(), wrapped));
    }

    private Credential open(SecretKey key, String versionId, WrappedKey wrapped) {
      Sealed value = store.payload(key.payload(versionId)).orElseThrow();
      Sealed dataKey = Sealed.of(Base64.getDecoder().decode(wrapped.wrapped()));
      Owner owner = new Owner(key.arn().toString(), versionId);
      try {
        return Credential.of(
            envelope.open(wrapped.keyArn(), owner, new Letter(dataKey, value)).revealString());
      } catch (KeyUnusable unusable) {
        throw new AssertionError("The store cannot be read with its own key", unusable);
      }
    }
  }
}
