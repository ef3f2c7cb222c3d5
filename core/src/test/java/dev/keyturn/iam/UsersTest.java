package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.InvalidInput;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Refusal.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final IdentitiesFixture iam = new IdentitiesFixture();

  private Users.Page page(Optional<String> prefix, Optional<String> marker, int most) {
    return iam.send(new Users.ListUsers(prefix, marker, Optional.of(most)), Users.Page.class);
  }

  private void rename(String name, String newName) {
    iam.send(new Users.UpdateUser(name, Optional.empty(), Optional.of(newName)));
  }

  private void delete(String name) {
    iam.send(new Users.DeleteUser(name));
  }

  @Test
  void aNewUserHasAnIdAndAnArnOfAws() {
    Users.Shown user =
        iam.send(
                new Users.CreateUser(
                    Optional.of("/teams/red/"),
                    "Alice",
                    Optional.empty(),
                    Optional.of(List.of(new Tag("team", "red")))),
                Users.Made.class)
            .user();
    assertThat(user.userId()).matches("AIDA[A-Z2-7]{17}");
    assertThat(user.arn()).isEqualTo("arn:aws:iam::111122223333:user/teams/red/Alice");
    assertThat(user.createDate()).isEqualTo(iam.clock.instant());
    assertThat(iam.user("alice")).isEqualTo(user);
  }

  @Test
  void namesAreUniqueIgnoringCase() {
    iam.createUser("alice");
    assertThatThrownBy(() -> iam.createUser("ALICE"))
        .isInstanceOf(EntityAlreadyExists.class)
        .hasMessage("User with name ALICE already exists.");
  }

  @Test
  void whoMakesANameAgainGetsAnotherId() {
    String id = iam.createUser("alice").userId();
    delete("alice");
    assertThat(iam.createUser("alice").userId()).isNotEqualTo(id);
  }

  @Test
  void aUserThatDoesNotExistIsNotFound() {
    assertThatThrownBy(() -> iam.user("bob"))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("The user with name bob cannot be found.");
    assertThatThrownBy(() -> delete("bob")).isInstanceOf(NoSuchEntity.class);
  }

  @Test
  void usersOfAnotherAccountAreNotSeen() {
    iam.createUser("alice");
    Caller stranger =
        IdentitiesFixture.caller(Principal.administrator(new AccountId("444455556666")));
    assertThatThrownBy(
            () -> iam.send(stranger, new Users.GetUser(Optional.of("alice")), Users.One.class))
        .isInstanceOf(NoSuchEntity.class);
    assertThat(
            iam.send(
                    stranger,
                    new Users.ListUsers(Optional.empty(), Optional.empty(), Optional.empty()),
                    Users.Page.class)
                .users())
        .isEmpty();
  }

  @Test
  void withoutANameTheCallerIsMeant() {
    Users.Shown alice = iam.createUser("alice");
    assertThat(
            iam.send(iam.as("alice"), new Users.GetUser(Optional.empty()), Users.One.class).user())
        .isEqualTo(alice);
    Users.Shown root = iam.send(new Users.GetUser(Optional.empty()), Users.One.class).user();
    assertThat(root.arn()).isEqualTo("arn:aws:iam::111122223333:root");
    assertThat(root.userName()).isEmpty();
  }

  @Test
  void aSessionIsNoUser() {
    Caller session =
        IdentitiesFixture.caller(
            Principal.functionSession(IdentitiesFixture.ACCOUNT, "function", "session"));
    assertThatThrownBy(
            () -> iam.send(session, new Users.GetUser(Optional.empty()), Users.One.class))
        .isInstanceOf(Validation.class)
        .hasMessage("Must specify userName when calling with non-User credentials");
  }

  @Test
  void aRenamedUserKeepsEverything() {
    String id = iam.createUser("alice").userId();
    String key = iam.createKey("alice").accessKeyId();
    iam.createGroup("readers");
    iam.send(new Groups.AddUserToGroup("readers", "alice"));
    rename("alice", "carol");
    assertThat(iam.user("carol").userId()).isEqualTo(id);
    assertThatThrownBy(() -> iam.user("alice")).isInstanceOf(NoSuchEntity.class);
    assertThat(iam.keys.find(key).orElseThrow().principal().arn().toString())
        .isEqualTo("arn:aws:iam::111122223333:user/carol");
    assertThat(
            iam.send(
                    new Groups.GetGroup("readers", Optional.empty(), Optional.empty()),
                    Groups.WithUsers.class)
                .users())
        .extracting(Users.Shown::userName)
        .containsExactly(Optional.of("carol"));
    assertThat(iam.createUser("alice").userId()).isNotEqualTo(id);
  }

  @Test
  void aNameCanChangeItsCaseButNotBecomeAnothers() {
    iam.createUser("alice");
    iam.createUser("bob");
    rename("alice", "Alice");
    assertThat(iam.user("alice").userName()).contains("Alice");
    assertThatThrownBy(() -> rename("alice", "BOB")).isInstanceOf(EntityAlreadyExists.class);
  }

  @Test
  void aUserWithAnythingIsNotDeleted() {
    iam.createUser("alice");
    iam.createGroup("readers");
    iam.send(new Groups.AddUserToGroup("readers", "alice"));
    assertConflict("must remove users from group first.");
    iam.send(new Groups.RemoveUserFromGroup("readers", "alice"));

    String key = iam.createKey("alice").accessKeyId();
    assertConflict("must delete access keys first.");
    iam.send(new AccessKeyOperations.DeleteAccessKey(Optional.of("alice"), key));

    iam.send(new InlinePolicies.PutUserPolicy("alice", "all", IdentitiesFixture.ANYTHING));
    assertConflict("must delete policies first.");
    iam.send(new InlinePolicies.DeleteUserPolicy("alice", "all"));

    String policy = iam.createPolicy("everything").arn();
    iam.send(new Attachments.AttachUserPolicy("alice", policy));
    assertConflict("must detach all policies first.");
    iam.send(new Attachments.DetachUserPolicy("alice", policy));

    iam.send(
        new LoginProfiles.CreateLoginProfile(
            "alice", SecretValue.ofString("Correct-Horse-1"), Optional.empty()));
    assertConflict("must delete login profile first.");
    iam.send(new LoginProfiles.DeleteLoginProfile("alice"));

    delete("alice");
    assertThatThrownBy(() -> iam.user("alice")).isInstanceOf(NoSuchEntity.class);
  }

  private void assertConflict(String otherwise) {
    assertThatThrownBy(() -> delete("alice"))
        .isInstanceOf(DeleteConflict.class)
        .hasMessage("Cannot delete entity, " + otherwise);
  }

  @Test
  void listsPageByPageInTheOrderOfNames() {
    for (String name : List.of("d", "B", "a", "C", "e")) {
      iam.createUser(name);
    }
    List<String> seen = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      Users.Page page = page(Optional.empty(), marker, 2);
      page.users().forEach(it -> seen.add(it.userName().orElseThrow()));
      assertThat(page.isTruncated()).isEqualTo(page.marker().isPresent());
      marker = page.marker();
    } while (marker.isPresent());
    assertThat(seen).containsExactly("a", "B", "C", "d", "e");
  }

  @Test
  void aMarkerServesItsOwnListingOnly() {
    iam.createUser("a");
    iam.createUser("b");
    Optional<String> marker = page(Optional.empty(), Optional.empty(), 1).marker();
    assertThatThrownBy(() -> page(Optional.of("/x/"), marker, 1)).isInstanceOf(Validation.class);
    assertThatThrownBy(() -> page(Optional.empty(), Optional.of("made-up"), 1))
        .isInstanceOf(Validation.class);
  }

  @Test
  void aPathPrefixSelects() {
    iam.send(
        new Users.CreateUser(Optional.of("/x/y/"), "deep", Optional.empty(), Optional.empty()));
    iam.createUser("flat");
    assertThat(page(Optional.of("/x/"), Optional.empty(), 10).users())
        .extracting(it -> it.userName().orElseThrow())
        .containsExactly("deep");
  }

  @Test
  void theSameTagTwiceIsRefused() {
    assertThatThrownBy(() ->
            iam.send(
                new Users.CreateUser(
                    Optional.empty(),
                    "alice",
                    Optional.empty(),
                    Optional.of(List.of(new Tag("Team", "a"), new Tag("team", "b"))))))
        .isInstanceOf(InvalidInput.class);
    assertThatThrownBy(() -> iam.user("alice")).isInstanceOf(NoSuchEntity.class);
  }
}
