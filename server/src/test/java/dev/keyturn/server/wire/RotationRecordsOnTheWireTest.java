package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.kms.Keys;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.secret.RotationParts;
import dev.keyturn.secret.RotationRecords;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryStore;
import org.junit.jupiter.api.Test;

class RotationRecordsOnTheWireTest {

  /// Rows to be looked at, not called.
  static RotationRecords records() {
    MemoryStore store = new MemoryStore();
    Keys keys =
        new Keys(store, AesMasterKey.of(new byte[32]), ManualClock.at("2026-11-21T08:00:00Z"));
    return new RotationRecords(
        new RotationParts(
            store,
            new SecretRepository(store),
            new RotationRepository(store),
            new NoFunctions(),
            keys,
            new Rights(_ -> new Decision.Allowed("a test")),
            () -> {}),
        new PageTokens(new byte[32]));
  }

  @Test
  void everyRecordFitsTheModel() {
    RotationRecords records = records();
    assertThat(ModelConformance.violations(records, ServiceModel.of(records.name()))).isEmpty();
    assertThat(records.operations()).hasSize(7);
  }
}
