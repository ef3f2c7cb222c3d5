package dev.keyturn.server.store;

import dev.keyturn.store.Store;
import dev.keyturn.store.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {
  @TempDir private Path folder;

  @Override
  protected Store open() {
    return SqlStore.embedded(folder, 1 << 20);
  }
}
