package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.MemoryStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Somebody begins to use what is being deleted, between the look and the commit: the deletion
/// looks again.
class OvertakenDeletionsTest {
  private final Overtaking store = new Overtaking();
  private final IdentitiesFixture iam = new IdentitiesFixture(store);

  /// Lets something happen right before the next commit that deletes a document of a kind.
  private static final class Overtaking extends ForwardingStore {
    private Optional<Runnable> first = Optional.empty();
    private String kind = "";

    Overtaking() {
      super(new MemoryStore());
    }

    void before(String deletionOf, Runnable overtaking) {
      kind = deletionOf;
      first = Optional.of(overtaking);
    }

    @Override
    public void commit(List<Write> writes, Durability durability) throws Conflict {
      boolean deletes =
          writes.stream()
              .anyMatch(it -> it instanceof Write.Delete(var key, _) && key.kind().equals(kind));
      if (deletes && first.isPresent()) {
        Runnable overtaking = first.get();
        first = Optional.empty();
        overtaking.run();
      }
      super.commit(writes, durability);
    }
  }

  @Test
  void aPolicyThatIsAttachedMeanwhileStays() {
    iam.createUser("alice");
    String arn = iam.createPolicy("p").arn();
    store.before("iam-policy", () -> iam.send(new Attachments.AttachUserPolicy("alice", arn)));
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(arn)))
        .isInstanceOf(DeleteConflict.class);
  }

  @Test
  void aPolicyThatBecomesABoundaryMeanwhileStays() {
    iam.createUser("alice");
    String arn = iam.createPolicy("p").arn();
    store.before(
        "iam-policy", () -> iam.send(new Boundaries.PutUserPermissionsBoundary("alice", arn)));
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(arn)))
        .isInstanceOf(DeleteConflict.class);
  }

  @Test
  void aGroupThatIsJoinedMeanwhileStays() {
    iam.createUser("alice");
    iam.createGroup("g");
    store.before("iam-group", () -> iam.send(new Groups.AddUserToGroup("g", "alice")));
    assertThatThrownBy(() -> iam.send(new Groups.DeleteGroup("g")))
        .isInstanceOf(DeleteConflict.class);
  }

  @Test
  void aUserWhoGetsAKeyOrAPasswordMeanwhileStays() {
    iam.createUser("alice");
    store.before("iam-user", () -> assertThat(iam.createKey("alice").status()).isEqualTo("Active"));
    assertThatThrownBy(() -> iam.send(new Users.DeleteUser("alice")))
        .isInstanceOf(DeleteConflict.class);
    iam.createUser("bob");
    store.before(
        "iam-user",
        () ->
            iam.send(
                new LoginProfiles.CreateLoginProfile(
                    "bob", SecretValue.ofString("Correct-Horse-1"), Optional.empty())));
    assertThatThrownBy(() -> iam.send(new Users.DeleteUser("bob")))
        .isInstanceOf(DeleteConflict.class);
  }
}
