package dev.keyturn.iam;

import dev.keyturn.access.Context;
import dev.keyturn.iam.Entity.Bounded;
import dev.keyturn.iam.Entity.Tagged;
import dev.keyturn.identity.AccountId;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a request names, whether it exists or not: that it does not is told only to whom may know.
///
/// @param stored as it was when the request was authorized
record Found<E extends Record & Entity>(
    Entities<E> in, AccountId account, String name, Optional<Stored<E>> stored)
    implements Resource {

  @Override
  public String arn() {
    return stored.map(Stored::arn).orElseGet(() -> in.arn(account, "/", name)).toString();
  }

  /// Who may be changed can depend on the boundary that limits them.
  @Override
  public Context context() {
    return key -> key.equals("iam:permissionsboundary") ? boundary() : List.of();
  }

  private List<String> boundary() {
    return stored
        .map(Stored::entity)
        .flatMap(it -> it instanceof Bounded<?> bounded ? bounded.boundary() : Optional.empty())
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public Map<String, String> tags() {
    return stored
        .map(Stored::entity)
        .map(it -> it instanceof Tagged<?> tagged ? tagged.tags() : Map.<String, String>of())
        .orElse(Map.of());
  }

  /// The entity as it is now: the same that was authorized, not another one of its name.
  Stored<E> require() {
    return stored.flatMap(it -> in.byId(account, it.entity().id())).orElseThrow(this::noSuchEntity);
  }

  NoSuchEntity noSuchEntity() {
    return new NoSuchEntity(
        "The %s with name %s cannot be found.".formatted(in.sort().noun(), name));
  }
}
