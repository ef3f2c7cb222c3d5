package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoreTest {
  private static final DocumentKey KEY = new DocumentKey("rotation", "a");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path parent;

  @Test
  void keepsWhatWasCommittedOverARestart() throws Conflict {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
    }
    try (var store = open()) {
      assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("{}");
    }
  }

  @Test
  void voidsTheLeasesOfTheProcessBefore() throws Conflict {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
      store.claimDue("rotation", NOW, Duration.ofHours(1), 1);
    }
    try (var store = open()) {
      assertThat(store.renew(KEY, 1, NOW.plusSeconds(9))).isFalse();
      var again = store.claimDue("rotation", NOW, Duration.ofHours(1), 1).getFirst();
      assertThat(again.fence()).isEqualTo(2);
      assertThat(again.revision()).isEqualTo(3);
    }
  }

  @Test
  void makesItsFolderAndFilesForTheOwnerOnly() throws Conflict, IOException {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
      assertThat(mode(folder())).isEqualTo("rwx------");
      try (var files = Files.list(folder())) {
        assertThat(files)
            .hasSizeGreaterThanOrEqualTo(4)
            .allMatch(it -> mode(it).equals("rw-------"));
      }
    }
  }

  @Test
  void refusesAFolderThatIsOpenInThisProcess() {
    try (var store = open()) {
      assertThat(store.get(KEY)).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreRefused.class)
          .hasMessageContaining(folder().toString())
          .hasMessageContaining("in use by this process");
    }
    open().close();
  }

  @Test
  void refusesAFolderThatAnotherProcessHasAndNamesIt() throws Exception {
    var other = Child.start(StoreHolder.class, folder().toString());
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreRefused.class)
          .hasMessageContaining(folder().toString())
          .hasMessageContaining("in use by process " + other.pid());
    } finally {
      other.destroyForcibly().waitFor();
    }
    open().close();
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws IOException {
    Files.createFile(folder());
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefused.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void refusesAFolderOfOtherThingsAndLeavesItOpenToOthers() throws IOException {
    Files.createDirectory(folder());
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(folder().resolve("notes"));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefused.class)
        .hasMessageContaining("holds other things and no store");
    assertThat(mode(folder())).isEqualTo("rwxr-xr-x");
    try (var files = Files.list(folder())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void takesAFreshVolumeAndClosesItToOthers() throws IOException {
    Files.createDirectory(folder());
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(folder().resolve("lost+found"));
    open().close();
    assertThat(mode(folder())).isEqualTo("rwx------");
    open().close();
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws IOException {
    Files.createDirectory(folder());
    Files.writeString(folder().resolve("keyturn.db"), "no database".repeat(1000));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefused.class)
        .hasMessageContaining(folder().toString())
        .hasMessageNotContaining("\n");
    assertThatThrownBy(this::open).hasMessageNotContaining("in use");
  }

  @Test
  void refusesANewerFormatAndLeavesItAlone() throws Conflict {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
    }
    migrateToNewer();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreRefused.class)
          .hasMessageContaining("has format 1000; this Keyturn knows formats up to 3.");
    }
  }

  @Test
  void migratesAnOlderFormatAndKeepsItsRows() throws Exception {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
    }
    migrateToNewer();
    try (var dialect = Sqlite.in(folder());
        var session = dialect.openReader()) {
      assertThat(session.query("SELECT later, body FROM document", row -> row.getString(2)))
          .containsExactly("{}");
    }
  }

  @Test
  void takesOverAStoreOfFormat2() throws Exception {
    try (var store = open()) {
      store.commit(List.of(due("{}")));
    }
    try (var dialect = Sqlite.in(folder());
        var session = dialect.openWriter()) {
      session.update("DELETE FROM flyway_schema_history WHERE version = '3'");
      assertThat(StoreFormat.isNewest(dialect)).isFalse();
    }
    try (var store = open()) {
      assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("{}");
    }
    try (var dialect = Sqlite.in(folder())) {
      assertThat(StoreFormat.isNewest(dialect)).isTrue();
    }
  }

  private void migrateToNewer() {
    try (var dialect = Sqlite.in(folder())) {
      new Migrations(dialect, dialect.migrations(), "classpath:dev/keyturn/server/store/newer")
          .run();
    }
  }

  private SqlStore open() {
    return SqlStore.embedded(folder(), 1 << 20);
  }

  private Path folder() {
    return parent.resolve("data");
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Write due(String body) {
    return new Write.Put(KEY, Write.ANY, body, Optional.of(NOW), Lease.KEEP);
  }
}
