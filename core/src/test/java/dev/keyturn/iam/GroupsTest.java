package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private final IdentitiesFixture iam = new IdentitiesFixture();

  private List<String> members(String group) {
    return iam
        .send(
            new Groups.GetGroup(group, Optional.empty(), Optional.empty()), Groups.WithUsers.class)
        .users()
        .stream()
        .map(it -> it.userName().orElseThrow())
        .sorted()
        .toList();
  }

  private List<String> groupsOf(String user) {
    return iam
        .send(
            new Groups.ListGroupsForUser(user, Optional.empty(), Optional.empty()),
            Groups.Page.class)
        .groups()
        .stream()
        .map(Groups.Shown::groupName)
        .toList();
  }

  private void add(String group, String user) {
    iam.send(new Groups.AddUserToGroup(group, user));
  }

  @Test
  void aNewGroupHasAnIdAndAnArnOfAws() {
    Groups.Shown group = iam.createGroup("readers");
    assertThat(group.groupId()).matches("AGPA[A-Z2-7]{17}");
    assertThat(group.arn()).isEqualTo("arn:aws:iam::111122223333:group/readers");
    assertThatThrownBy(() -> iam.createGroup("Readers"))
        .isInstanceOf(EntityAlreadyExists.class)
        .hasMessage("Group with name Readers already exists.");
  }

  @Test
  void usersComeAndGo() {
    iam.createGroup("readers");
    iam.createGroup("writers");
    iam.createUser("alice");
    iam.createUser("bob");
    add("readers", "alice");
    add("readers", "alice");
    add("readers", "bob");
    add("writers", "alice");
    assertThat(members("readers")).containsExactly("alice", "bob");
    assertThat(groupsOf("alice")).containsExactly("readers", "writers");
    iam.send(new Groups.RemoveUserFromGroup("readers", "alice"));
    assertThat(members("readers")).containsExactly("bob");
    assertThat(groupsOf("alice")).containsExactly("writers");
    assertThatThrownBy(() -> iam.send(new Groups.RemoveUserFromGroup("readers", "alice")))
        .isInstanceOf(NoSuchEntity.class);
  }

  @Test
  void aUserIsInTenGroupsAtMost() {
    iam.createUser("alice");
    IntStream.rangeClosed(0, 10).forEach(it -> iam.createGroup("g" + it));
    IntStream.range(0, 10).forEach(it -> add("g" + it, "alice"));
    assertThatThrownBy(() -> add("g10", "alice"))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Cannot exceed quota for GroupsPerUser: 10");
  }

  @Test
  void aGroupWithUsersOrPoliciesIsNotDeleted() {
    iam.createGroup("readers");
    iam.createUser("alice");
    add("readers", "alice");
    assertThatThrownBy(() -> iam.send(new Groups.DeleteGroup("readers")))
        .isInstanceOf(DeleteConflict.class)
        .hasMessage("Cannot delete entity, must remove users from group first.");
    iam.send(new Groups.RemoveUserFromGroup("readers", "alice"));
    iam.send(new InlinePolicies.PutGroupPolicy("readers", "p", IdentitiesFixture.ANYTHING));
    assertThatThrownBy(() -> iam.send(new Groups.DeleteGroup("readers")))
        .isInstanceOf(DeleteConflict.class);
    iam.send(new InlinePolicies.DeleteGroupPolicy("readers", "p"));
    iam.send(new Groups.DeleteGroup("readers"));
    assertThatThrownBy(() -> members("readers"))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("The group with name readers cannot be found.");
  }

  @Test
  void aRenamedGroupKeepsItsUsers() {
    iam.createGroup("readers");
    iam.createUser("alice");
    add("readers", "alice");
    iam.send(new Groups.UpdateGroup("readers", Optional.of("/all/"), Optional.of("audience")));
    assertThat(members("audience")).containsExactly("alice");
    assertThat(groupsOf("alice")).containsExactly("audience");
  }

  @Test
  void anAccountHasThreeHundredGroupsAtMost() {
    IntStream.range(0, 300).forEach(it -> iam.createGroup("g" + it));
    assertThatThrownBy(() -> iam.createGroup("one more"))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Cannot exceed quota for GroupsPerAccount: 300");
  }
}
