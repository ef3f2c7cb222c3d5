package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entity.Grants;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Rights;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operations on users.
public final class Users {
  private final Directory directory;
  private final Entities<User> users;
  private final Rights rights;

  Users(Directory directory, Rights rights) {
    this.directory = directory;
    this.rights = rights;
    this.users = directory.users();
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write("CreateUser", CreateUser.class, Made.class, this::planned, this::create)
            .keyed(
                ConditionKeys.<CreateUser>none()
                    .with("iam:PermissionsBoundary", CreateUser::permissionsBoundary)
                    .withTags(it -> Tag.of(it.tags())))
            .needing(it -> Tag.needed("iam:TagUser", it.tags())),
        Row.read("GetUser", GetUser.class, One.class, this::named, this::get),
        Row.read("ListUsers", ListUsers.class, Page.class, Users::below, this::list),
        Row.write("UpdateUser", UpdateUser.class, Nothing.class, this::updated, this::update),
        Row.write("DeleteUser", DeleteUser.class, Nothing.class, this::doomed, this::delete));
  }

  public record CreateUser(
      Optional<String> path,
      String userName,
      Optional<String> permissionsBoundary,
      Optional<List<Tag>> tags) {}

  public record GetUser(Optional<String> userName) {}

  public record ListUsers(
      Optional<String> pathPrefix, Optional<String> marker, Optional<Integer> maxItems) {}

  public record UpdateUser(
      String userName, Optional<String> newPath, Optional<String> newUserName) {}

  public record DeleteUser(String userName) {}

  public record Made(Shown user) {}

  public record One(Shown user) {}

  public record Page(List<Shown> users, boolean isTruncated, Optional<String> marker) {}

  /// A user as answers show it.
  ///
  /// @param userName absent for the account's administrator
  public record Shown(
      String path,
      Optional<String> userName,
      String userId,
      String arn,
      Instant createDate,
      Optional<Instant> passwordLastUsed,
      Optional<Boundaries.Shown> permissionsBoundary,
      Optional<List<Tag>> tags) {

    static Shown of(Stored<User> stored) {
      User user = stored.entity();
      return new Shown(
          user.path(),
          Optional.of(user.name()),
          user.id(),
          stored.arn().toString(),
          user.created(),
          Optional.empty(),
          user.boundary().map(Boundaries.Shown::new),
          Tag.shown(user.tags()));
    }

    /// Listings leave out what AWS leaves out.
    static Shown listed(Stored<User> stored) {
      User user = stored.entity();
      return Shown.of(stored.as(user.bounded(Optional.empty()).tagged(java.util.Map.of())));
    }
  }

  private Place planned(Call call, CreateUser input) {
    return new Place(
        users.arn(call.account(), input.path().orElse("/"), input.userName()).toString());
  }

  private Made create(Call call, Place planned, CreateUser input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              demandFree(call, input.userName());
              directory.demandRoom(call, users);
              User user =
                  new User(
                      directory.ids().unique(users.sort().prefix()),
                      input.userName(),
                      input.path().orElse("/"),
                      call.at(),
                      Grants.NONE,
                      input.permissionsBoundary(),
                      Tag.of(input.tags()),
                      List.of(),
                      List.of());
              List<Write> writes = new ArrayList<>(users.creation(call.account(), user));
              writes.addAll(new Boundaries.Limits(directory).chosen(call, user));
              return Decided.of(
                  new Made(Shown.of(new Stored<>(users.sort(), call.account(), user, 1))), writes);
            });
  }

  private void demandFree(Call call, String name) {
    if (users.named(call.account(), name).isPresent()) {
      throw new EntityAlreadyExists("User with name %s already exists.".formatted(name));
    }
  }

  private Found<User> named(Call call, GetUser input) {
    boolean root = input.userName().isEmpty() && call.caller().principal().kind() == Kind.ROOT;
    return root
        ? new Found<>(users, call.account(), "root", Optional.empty())
        : directory.user(call, input.userName());
  }

  private One get(Call call, Found<User> found, GetUser input) {
    boolean root = input.userName().isEmpty() && call.caller().principal().kind() == Kind.ROOT;
    return new One(root ? administrator(call) : Shown.of(found.require()));
  }

  private Shown administrator(Call call) {
    return new Shown(
        "/",
        Optional.empty(),
        call.account().value(),
        call.caller().principal().arn().toString(),
        Account.of(directory.store(), call.account()).created(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Place below(Call call, ListUsers input) {
    return Place.all(call, "user", input.pathPrefix().orElse("/"));
  }

  private Page list(Call call, Place below, ListUsers input) {
    String prefix = input.pathPrefix().orElse("/");
    Wanted wanted = new Wanted("ListUsers " + prefix, input.marker(), input.maxItems());
    Slice<Shown> slice =
        directory
            .pages()
            .of(call, wanted, users, it -> it.path().startsWith(prefix))
            .map(Shown::listed);
    return new Page(slice.items(), slice.isTruncated(), slice.marker());
  }

  private Found<User> updated(Call call, UpdateUser input) {
    return directory.user(call, input.userName());
  }

  private Nothing update(Call call, Found<User> found, UpdateUser input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> stored = found.require();
              User user = stored.entity();
              String name = input.newUserName().orElse(user.name());
              Stored<User> renamed =
                  stored.as(user.named(name, input.newPath().orElse(user.path())));
              rights.require(call, "iam:UpdateUser", users.target(renamed));
              if (!name.equalsIgnoreCase(user.name())) {
                demandFree(call, name);
              }
              List<Write> writes = new ArrayList<>(users.renaming(stored, renamed.entity()));
              writes.addAll(AccessKeyDocument.moved(directory.store(), renamed));
              return Decided.of(Nothing.NOTHING, writes);
            });
  }

  private Found<User> doomed(Call call, DeleteUser input) {
    return directory.user(call, input.userName());
  }

  private Nothing delete(Call call, Found<User> found, DeleteUser input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> stored = found.require();
              User user = stored.entity();
              demandNone(user.groups(), "must remove users from group first.");
              Grant.demandNone(user);
              demandNone(user.accessKeys(), "must delete access keys first.");
              if (LoginProfile.of(directory.store(), stored).isPresent()) {
                throw new DeleteConflict("Cannot delete entity, must delete login profile first.");
              }
              List<Write> writes = new ArrayList<>(users.deletion(stored));
              writes.add(LoginProfile.absent(stored));
              writes.addAll(new Boundaries.Limits(directory).dropped(call, user));
              return Decided.of(Nothing.NOTHING, writes);
            });
  }

  private static void demandNone(List<String> hanging, String otherwise) {
    if (!hanging.isEmpty()) {
      throw new DeleteConflict("Cannot delete entity, " + otherwise);
    }
  }
}
