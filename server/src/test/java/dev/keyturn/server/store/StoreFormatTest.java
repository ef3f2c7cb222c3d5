package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFormatTest {
  @TempDir private Path folder;
  private Dialect dialect;

  @BeforeEach
  void open() {
    dialect = Sqlite.in(folder.resolve("data"));
  }

  @AfterEach
  void close() {
    dialect.close();
  }

  @Test
  void theNewestFormatIsTheNumberOfTheLastMigration() {
    migrate();
    var applied =
        Flyway.configure()
            .dataSource(dialect.dataSource())
            .locations(dialect.migrations())
            .load()
            .info()
            .applied();
    assertThat(applied[applied.length - 1].getVersion()).hasToString(StoreFormat.NEWEST);
  }

  @Test
  void aNewStoreHasNoFormat() {
    assertThat(StoreFormat.isNewest(dialect)).isFalse();
  }

  @Test
  void aMigratedStoreHasTheNewestFormat() {
    migrate();
    assertThat(StoreFormat.isNewest(dialect)).isTrue();
  }

  @Test
  void aMigrationThatFailedLeavesNoFormat() throws SQLException {
    migrate();
    update("UPDATE flyway_schema_history SET success = 0");
    assertThat(StoreFormat.isNewest(dialect)).isFalse();
  }

  @Test
  void aMigrationOfANewerProgramLeavesAnotherFormat() {
    new Migrations(dialect, dialect.migrations(), "classpath:dev/keyturn/server/store/newer").run();
    assertThat(StoreFormat.isNewest(dialect)).isFalse();
  }

  private void migrate() {
    new Migrations(dialect, dialect.migrations()).run();
  }

  private void update(String sql) throws SQLException {
    try (var connection = dialect.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
