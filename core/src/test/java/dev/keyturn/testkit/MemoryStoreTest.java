package dev.keyturn.testkit;

import dev.keyturn.store.Store;
import dev.keyturn.store.StoreContract;

final class MemoryStoreTest extends StoreContract {
  @Override
  protected Store open() {
    return new MemoryStore();
  }
}
