package dev.keyturn.iam;

import dev.keyturn.iam.Entity.Bounded;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.iam.Entity.Tagged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A user: somebody with credentials of the own that last.
///
/// @param groups the ids of the groups that the user is in
/// @param accessKeys the ids of the access keys, the oldest first
public record User(
    String id,
    String name,
    String path,
    Instant created,
    Grants grants,
    Optional<String> boundary,
    Map<String, String> tags,
    List<String> groups,
    List<String> accessKeys)
    implements Grantee<User>, Bounded<User>, Tagged<User> {

  public User {
    tags = Sorted.copyOf(tags);
    groups = List.copyOf(groups);
    accessKeys = List.copyOf(accessKeys);
  }

  @Override
  public User with(Grants newGrants) {
    return new User(id, name, path, created, newGrants, boundary, tags, groups, accessKeys);
  }

  @Override
  public User bounded(Optional<String> policyArn) {
    return new User(id, name, path, created, grants, policyArn, tags, groups, accessKeys);
  }

  @Override
  public User tagged(Map<String, String> newTags) {
    return new User(id, name, path, created, grants, boundary, newTags, groups, accessKeys);
  }

  User named(String newName, String newPath) {
    return new User(id, newName, newPath, created, grants, boundary, tags, groups, accessKeys);
  }

  User in(List<String> newGroups) {
    return new User(id, name, path, created, grants, boundary, tags, newGroups, accessKeys);
  }

  User keyed(List<String> newKeys) {
    return new User(id, name, path, created, grants, boundary, tags, groups, newKeys);
  }
}
