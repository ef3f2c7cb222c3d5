package dev.keyturn.iam;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// There are no instances here that could have a profile, so no role is in one. Clients ask for a
/// role's profiles all the same, before they delete it.
public final class InstanceProfiles {
  private final Directory directory;

  InstanceProfiles(Directory directory) {
    this.directory = directory;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.read(
            "ListInstanceProfilesForRole",
            ListInstanceProfilesForRole.class,
            Page.class,
            this::named,
            InstanceProfiles::list));
  }

  public record ListInstanceProfilesForRole(
      String roleName, Optional<String> marker, Optional<Integer> maxItems) {}

  public record Page(List<Shown> instanceProfiles, boolean isTruncated, Optional<String> marker) {}

  /// A profile as answers would show it.
  public record Shown(
      String path,
      String instanceProfileName,
      String instanceProfileId,
      String arn,
      Instant createDate,
      List<Roles.Shown> roles,
      Optional<List<Tag>> tags) {}

  private Found<Role> named(Call call, ListInstanceProfilesForRole input) {
    return directory.roles().find(call.account(), input.roleName());
  }

  private static Page list(Call call, Found<Role> found, ListInstanceProfilesForRole input) {
    Stored<Role> _ = found.require();
    return new Page(List.of(), false, Optional.empty());
  }
}
