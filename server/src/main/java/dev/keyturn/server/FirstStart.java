package dev.keyturn.server;

import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the account and its administrator's access key when a store is new. Later starts change
/// nothing: where they were told something else than the first one, they warn.
final class FirstStart {
  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

  private final Config config;
  private final Store store;
  private final AccessKeys accessKeys;
  private final InstantSource clock;

  FirstStart(Config config, Store store, AccessKeys accessKeys, InstantSource clock) {
    this.config = config;
    this.store = store;
    this.accessKeys = accessKeys;
    this.clock = clock;
  }

  /// The file that this start wrote; empty when the store was not new or the key is known outside.
  Optional<Path> run() {
    if (store.scan("account", "", "", 1).isEmpty()) {
      return create();
    }
    warnOfDifferences();
    return Optional.empty();
  }

  private Optional<Path> create() {
    AccountId account = config.bootstrap().accountToMake();
    Optional<Config.AccessKey> chosen = config.bootstrap().accessKey();
    if (chosen.isPresent()) {
      create(accessKeys.given(account, chosen.get().id(), chosen.get().secret()));
      return Optional.empty();
    }
    Credential made = accessKeys.generate(account);
    Path file = config.data().resolve("credentials");
    // Before the account: a start that dies in between makes both anew.
    write(file, made);
    create(made);
    return Optional.of(file);
  }

  private void create(Credential administrator) {
    accessKeys.create(administrator, clock.instant());
    LOG.info(
        "First start: account {} with the access key {} of its administrator",
        administrator.principal().account(),
        administrator.accessKeyId());
  }

  private void warnOfDifferences() {
    config
        .bootstrap()
        .account()
        .filter(account -> accessKeys.administrator(account).isEmpty())
        .ifPresent(account ->
            LOG.warn(
                "The store has no account {}: bootstrap values count at the first start only",
                account));
    config
        .bootstrap()
        .accessKey()
        .filter(chosen -> !isKnown(chosen))
        .ifPresent(_ ->
            LOG.warn(
                "The bootstrap access key is not the one that the first start made, and changes"
                    + " nothing: bootstrap values count at the first start only"));
  }

  private boolean isKnown(Config.AccessKey chosen) {
    return accessKeys
        .find(chosen.id())
        .filter(known -> known.secretAccessKey().equals(chosen.secret()))
        .isPresent();
  }

  private static void write(Path file, Credential credential) {
    String text =
        """
        [keyturn]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(credential.accessKeyId(), credential.secretAccessKey().revealString());
    try {
      Path made =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              ".credentials",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(made, text);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("The file " + file + " cannot be written", unwritable);
    }
  }
}
