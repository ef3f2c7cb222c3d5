package dev.keyturn.server.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.server.masterkey.MasterKeySource.Given;
import dev.keyturn.server.masterkey.MasterKeySource.InFile;
import dev.keyturn.testkit.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyCheckTest {
  private static final byte[] CONTEXT = {1};

  @TempDir private Path folder;
  private final MemoryStore store = new MemoryStore();

  private MasterKey open(MasterKeySource source) {
    return new MasterKeyCheck(store, source, AesMasterKey::of).open();
  }

  private InFile file() {
    return new InFile(folder.resolve("master.key"));
  }

  @Test
  void theFirstStartMakesAKeyAndTheNextFindsIt() throws Exception {
    byte[] wrapped = open(file()).wrap(new byte[] {7}, CONTEXT);
    assertThat(open(file()).unwrap(wrapped, CONTEXT)).containsExactly(7);
  }

  @Test
  void aKeyThatAFirstStartLeftBehindWhenItDiedIsUsed() throws Exception {
    new MasterKeyFile(file().path()).create(MasterKeyText.generate());
    String before = Files.readString(file().path());
    open(file());
    assertThat(Files.readString(file().path())).isEqualTo(before);
  }

  @Test
  void aKeyThatWasHalfWrittenWhenAFirstStartDiedIsNoKey() throws Exception {
    Path draft = Files.writeString(folder.resolve("master.key.new"), "half");
    open(file());
    open(file());
    assertThat(draft).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())))
        .isEqualTo("rw-------");
  }

  @Test
  void aNewKeyIsNeverMadeForExistingData() throws Exception {
    open(file());
    Files.delete(file().path());
    assertThatThrownBy(() -> open(file()))
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("never made for existing data")
        .hasMessageContaining("--master-key-file");
    assertThat(file().path()).doesNotExist();
  }

  @Test
  void anotherKeyThanTheStoresStopsTheStart() throws Exception {
    open(file());
    Files.delete(file().path());
    new MasterKeyFile(file().path()).create(MasterKeyText.generate());
    assertThatThrownBy(() -> open(file()))
        .isInstanceOf(MasterKeyUnavailable.class)
        .hasMessageContaining("is not the one of this store");
  }

  @Test
  void aDamagedCheckStopsTheStart() throws Exception {
    MasterKeyText text = MasterKeyText.generate();
    Given source = new Given(dev.keyturn.key.SecretValue.ofString(text.revealLine()));
    open(source);
    store.commit(
        java.util.List.of(
            new dev.keyturn.store.Write.Put(
                new dev.keyturn.store.DocumentKey("master-key", "check"),
                dev.keyturn.store.Write.ANY,
                "{\"wrapped\":\"AAAA\"}",
                java.util.Optional.empty(),
                dev.keyturn.store.Write.Lease.KEEP)));
    assertThatThrownBy(() -> open(source)).isInstanceOf(MasterKeyUnavailable.class);
  }
}
