package dev.keyturn.server.store;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// Brings a store to this program's format. The format is the number of the last migration.
final class Migrations {
  private final Flyway flyway;
  private final String place;

  Migrations(Dialect dialect, String... locations) {
    place = dialect.place();
    flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(dialect.dataSource())
            .locations(locations)
            .loggers("slf4j")
            .load();
  }

  /// @throws StoreRefused when the store is newer than this program, or cannot be migrated
  void run() {
    try {
      refuseNewer();
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreRefused(
          "The store in %s cannot be brought to this program's format: %s"
              .formatted(place, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private void refuseNewer() {
    var found = flyway.info().current();
    var known = newest(flyway.info().all());
    if (found != null && found.getVersion().isNewerThan(known)) {
      throw new StoreRefused(
          """
          The store in %s has format %s; this Keyturn knows formats up to %s. \
          Run the newer Keyturn that wrote it, or restore a backup from before the upgrade.\
          """
              .formatted(place, found.getVersion(), known));
    }
  }

  private static String newest(MigrationInfo[] all) {
    return Arrays.stream(all)
        .filter(it -> it.getState().isResolved())
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo)
        .map(MigrationVersion::getVersion)
        .orElse("0");
  }
}
