package dev.keyturn.iam;

import dev.keyturn.iam.Entity.Grantee;
import java.time.Instant;

/// A group: policies that its users share. Who is in it stands with the users.
public record Group(String id, String name, String path, Instant created, Grants grants)
    implements Grantee<Group> {

  @Override
  public Group with(Grants newGrants) {
    return new Group(id, name, path, created, newGrants);
  }

  Group named(String newName, String newPath) {
    return new Group(id, newName, newPath, created, grants);
  }
}
