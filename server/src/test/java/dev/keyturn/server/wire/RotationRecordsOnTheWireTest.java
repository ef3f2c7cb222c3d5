package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.operation.PageTokens;
import dev.keyturn.secret.RotationRecords;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.testkit.MemoryStore;
import org.junit.jupiter.api.Test;

class RotationRecordsOnTheWireTest {

  @Test
  void everyRecordFitsTheModel() {
    MemoryStore store = new MemoryStore();
    RotationRecords records =
        new RotationRecords(
            store, new SecretRepository(store), new PageTokens(new byte[32]), () -> {});

    assertThat(ModelConformance.violations(records, ServiceModel.of(records.name()))).isEmpty();
    assertThat(records.operations()).hasSize(3);
  }
}
