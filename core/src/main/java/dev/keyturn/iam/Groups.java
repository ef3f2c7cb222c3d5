package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entity.Grants;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Rights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The operations on groups and who is in them.
public final class Groups {
  private static final int MOST_GROUPS = 10;

  private final Directory directory;
  private final Entities<Group> groups;
  private final Uses members;
  private final Rights rights;

  Groups(Directory directory, Rights rights) {
    this.directory = directory;
    this.rights = rights;
    this.groups = directory.groups();
    this.members = Uses.members(directory.store());
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write("CreateGroup", CreateGroup.class, Made.class, this::planned, this::create),
        Row.read("GetGroup", GetGroup.class, WithUsers.class, this::read, this::get),
        Row.read("ListGroups", ListGroups.class, Page.class, Groups::below, this::list),
        Row.write("UpdateGroup", UpdateGroup.class, Nothing.class, this::updated, this::update),
        Row.write("DeleteGroup", DeleteGroup.class, Nothing.class, this::doomed, this::delete),
        Row.write("AddUserToGroup", AddUserToGroup.class, Nothing.class, this::joined, this::add),
        Row.write(
            "RemoveUserFromGroup",
            RemoveUserFromGroup.class,
            Nothing.class,
            this::left,
            this::remove),
        Row.read(
            "ListGroupsForUser", ListGroupsForUser.class, Page.class, this::member, this::listOf));
  }

  public record CreateGroup(Optional<String> path, String groupName) {}

  public record GetGroup(String groupName, Optional<String> marker, Optional<Integer> maxItems) {}

  public record ListGroups(
      Optional<String> pathPrefix, Optional<String> marker, Optional<Integer> maxItems) {}

  public record UpdateGroup(
      String groupName, Optional<String> newPath, Optional<String> newGroupName) {}

  public record DeleteGroup(String groupName) {}

  public record AddUserToGroup(String groupName, String userName) {}

  public record RemoveUserFromGroup(String groupName, String userName) {}

  public record ListGroupsForUser(
      String userName, Optional<String> marker, Optional<Integer> maxItems) {}

  public record Made(Shown group) {}

  public record WithUsers(
      Shown group, List<Users.Shown> users, boolean isTruncated, Optional<String> marker) {}

  public record Page(List<Shown> groups, boolean isTruncated, Optional<String> marker) {
    static Page of(Slice<Stored<Group>> slice) {
      return new Page(slice.map(Shown::of).items(), slice.isTruncated(), slice.marker());
    }
  }

  /// A group as answers show it.
  public record Shown(
      String path, String groupName, String groupId, String arn, Instant createDate) {
    static Shown of(Stored<Group> stored) {
      Group group = stored.entity();
      return new Shown(
          group.path(), group.name(), group.id(), stored.arn().toString(), group.created());
    }
  }

  private Place planned(Call call, CreateGroup input) {
    return new Place(
        groups.arn(call.account(), input.path().orElse("/"), input.groupName()).toString());
  }

  private Made create(Call call, Place planned, CreateGroup input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              demandFree(call, input.groupName());
              directory.demandRoom(call, groups);
              Group group =
                  new Group(
                      directory.ids().unique(groups.sort().prefix()),
                      input.groupName(),
                      input.path().orElse("/"),
                      call.at(),
                      Grants.NONE);
              return Decided.of(
                  new Made(Shown.of(new Stored<>(groups.sort(), call.account(), group, 1))),
                  groups.creation(call.account(), group));
            });
  }

  private void demandFree(Call call, String name) {
    if (groups.named(call.account(), name).isPresent()) {
      throw new EntityAlreadyExists("Group with name %s already exists.".formatted(name));
    }
  }

  private Found<Group> read(Call call, GetGroup input) {
    return directory.group(call, input.groupName());
  }

  private WithUsers get(Call call, Found<Group> found, GetGroup input) {
    Stored<Group> group = found.require();
    Wanted wanted = new Wanted("GetGroup " + group.entity().id(), input.marker(), input.maxItems());
    List<String> ids = members.of(call.account(), group.entity().id());
    Slice<String> slice = directory.pages().of(call, wanted, ids, it -> it);
    List<Users.Shown> users =
        slice.items().stream()
            .flatMap(it -> directory.users().byId(call.account(), it).stream())
            .map(Users.Shown::listed)
            .toList();
    return new WithUsers(Shown.of(group), users, slice.isTruncated(), slice.marker());
  }

  private static Place below(Call call, ListGroups input) {
    return Place.all(call, "group", input.pathPrefix().orElse("/"));
  }

  private Page list(Call call, Place below, ListGroups input) {
    String prefix = input.pathPrefix().orElse("/");
    Wanted wanted = new Wanted("ListGroups " + prefix, input.marker(), input.maxItems());
    return Page.of(directory.pages().of(call, wanted, groups, it -> it.path().startsWith(prefix)));
  }

  private Found<Group> updated(Call call, UpdateGroup input) {
    return directory.group(call, input.groupName());
  }

  private Nothing update(Call call, Found<Group> found, UpdateGroup input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<Group> stored = found.require();
              Group group = stored.entity();
              String name = input.newGroupName().orElse(group.name());
              Group renamed = group.named(name, input.newPath().orElse(group.path()));
              rights.require(call, "iam:UpdateGroup", groups.target(stored.as(renamed)));
              if (!name.equalsIgnoreCase(group.name())) {
                demandFree(call, name);
              }
              return Decided.of(Nothing.NOTHING, groups.renaming(stored, renamed));
            });
  }

  private Found<Group> doomed(Call call, DeleteGroup input) {
    return directory.group(call, input.groupName());
  }

  private Nothing delete(Call call, Found<Group> found, DeleteGroup input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<Group> stored = found.require();
              if (!members.of(call.account(), stored.entity().id()).isEmpty()) {
                throw new DeleteConflict(
                    "Cannot delete entity, must remove users from group first.");
              }
              Grant.demandNone(stored.entity());
              return Decided.of(Nothing.NOTHING, groups.deletion(stored));
            });
  }

  private Found<Group> joined(Call call, AddUserToGroup input) {
    return directory.group(call, input.groupName());
  }

  private Nothing add(Call call, Found<Group> found, AddUserToGroup input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<Group> group = found.require();
              Stored<User> user = directory.user(call, input.userName()).require();
              List<String> before = user.entity().groups();
              String id = group.entity().id();
              if (before.contains(id)) {
                return Decided.of(Nothing.NOTHING);
              }
              if (before.size() >= MOST_GROUPS) {
                throw new LimitExceeded("Cannot exceed quota for GroupsPerUser: " + MOST_GROUPS);
              }
              List<String> after = Stream.concat(before.stream(), Stream.of(id)).toList();
              return Decided.of(
                  Nothing.NOTHING,
                  directory.users().change(user, user.entity().in(after)),
                  groups.touch(group),
                  members.added(call.account(), id, user.entity().id()));
            });
  }

  private Found<Group> left(Call call, RemoveUserFromGroup input) {
    return directory.group(call, input.groupName());
  }

  private Nothing remove(Call call, Found<Group> found, RemoveUserFromGroup input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              String id = found.require().entity().id();
              Stored<User> user = directory.user(call, input.userName()).require();
              List<String> before = user.entity().groups();
              if (!before.contains(id)) {
                throw new NoSuchEntity(
                    "User %s is not in the group %s."
                        .formatted(input.userName(), input.groupName()));
              }
              List<String> after = before.stream().filter(it -> !it.equals(id)).toList();
              return Decided.of(
                  Nothing.NOTHING,
                  directory.users().change(user, user.entity().in(after)),
                  members.removed(call.account(), id, user.entity().id()));
            });
  }

  private Found<User> member(Call call, ListGroupsForUser input) {
    return directory.user(call, input.userName());
  }

  private Page listOf(Call call, Found<User> found, ListGroupsForUser input) {
    User user = found.require().entity();
    Wanted wanted = new Wanted("ListGroupsForUser " + user.id(), input.marker(), input.maxItems());
    List<Stored<Group>> all =
        user.groups().stream().flatMap(it -> groups.byId(call.account(), it).stream()).toList();
    return Page.of(directory.pages().of(call, wanted, all, it -> it.entity().name()));
  }
}
