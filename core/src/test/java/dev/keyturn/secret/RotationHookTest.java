package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.SecretsFixture;
import dev.keyturn.testkit.SecretsFixture.RotationParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RotationHookTest {
  private final MemoryStore store = new MemoryStore();
  private final List<RotationHook.Occurrence> seen = new ArrayList<>();
  private Runnable beforeCommit = () -> {};

  /// Takes AWSPENDING off at every foreign change and counts the changes in its own document.
  private final RotationHook hook =
      new RotationHook() {
        @Override
        public Followed follow(Call call, Occurrence occurrence) {
          seen.add(occurrence);
          DocumentKey own = occurrence.before().key().rotation();
          long revision = store.get(own).map(it -> it.revision()).orElse(Write.ABSENT);
          Write write = new Write.Put(own, revision, "{}", Optional.empty(), Lease.KEEP);
          beforeCommit.run();
          return new Followed(occurrence.after().unlabel(Labels.PENDING), List.of(write));
        }

        @Override
        public Set<String> kept(SecretKey key) {
          return Set.of();
        }
      };

  private final SecretsFixture fixture =
      new SecretsFixture(store, _ -> new RotationParts(hook, List.of()));
  private final String first = token();

  RotationHookTest() {
    fixture.create("app", "one", first);
  }

  private SecretKey key() {
    return SecretKey.parse(store.scan("secret", "", "", 1).getFirst().key().key());
  }

  private long changes() {
    return store.get(key().rotation()).map(it -> it.revision()).orElse(0L);
  }

  @Test
  void everyKindOfChangeReachesIt() {
    SecretValue proof = SecretValue.ofString("rotation-token");
    String second = token();
    fixture.send(
        new PutSecretValue.Input(
            "app",
            Optional.of(second),
            Optional.empty(),
            Optional.of(SecretValue.ofString("two")),
            Optional.empty(),
            Optional.of(proof)),
        PutSecretValue.Output.class);
    fixture.send(
        new UpdateSecretVersionStage.Input(
            "app", "AWSCURRENT", Optional.of(second), Optional.of(first)),
        UpdateSecretVersionStage.Output.class);
    fixture.send(
        new UpdateSecret.Input(
            "app",
            Optional.of(token()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString("three")),
            Optional.empty()),
        UpdateSecret.Output.class);
    fixture.send(
        new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
        DeleteSecret.Output.class);
    fixture.send(new RestoreSecret.Input("app"), RestoreSecret.Output.class);
    assertThat(seen)
        .extracting(RotationHook.Occurrence::kind)
        .containsExactly(
            Kind.PUT_SECRET_VALUE,
            Kind.UPDATE_SECRET_VERSION_STAGE,
            Kind.UPDATE_SECRET,
            Kind.DELETE_SECRET,
            Kind.RESTORE_SECRET);
    assertThat(seen.getFirst().rotationToken()).contains(proof);
    assertThat(changes()).isEqualTo(5);
  }

  @Test
  void whatChangesNothingDoesNotReachIt() {
    fixture.put("app", "one", first);
    fixture.send(UpdateSecretTest.describing("app", "text"), UpdateSecret.Output.class);
    fixture.send(new RestoreSecret.Input("app"), RestoreSecret.Output.class);
    assertThat(seen).isEmpty();
  }

  @Test
  void itChangesTheSecretInTheSameCommitAndTheAnswerSaysSo() {
    assertThat(fixture.put("app", "two", token(), "AWSPENDING", "blue").versionStages())
        .containsExactly("blue");
    assertThat(fixture.describe("app").versionIdsToStages().orElseThrow().values())
        .containsExactlyInAnyOrder(List.of("AWSCURRENT"), List.of("blue"));
  }

  @Test
  void aConflictOnItsDocumentDecidesAnew() {
    SecretKey key = key();
    beforeCommit =
        () -> {
          beforeCommit = () -> {};
          try {
            store.commit(
                List.of(
                    new Write.Put(key.rotation(), Write.ANY, "{}", Optional.empty(), Lease.KEEP)));
          } catch (Conflict impossible) {
            throw new AssertionError(impossible);
          }
        };
    fixture.put("app", "two", token());
    assertThat(seen).hasSize(2);
    assertThat(changes()).isEqualTo(2);
    assertThat(fixture.read("app")).isEqualTo("two");
  }

  @Test
  void itsRefusalLeavesEverythingAsItWas() {
    beforeCommit =
        () -> {
          throw new InvalidRequest("not now");
        };
    String second = token();
    assertThatThrownBy(() -> fixture.put("app", "two", second)).hasMessage("not now");
    assertThat(fixture.read("app")).isEqualTo("one");
    assertThat(changes()).isZero();
    assertThat(store.payload(key().payload(second))).isEmpty();
  }
}
