package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Resource;
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

  /// The entity as it is now: the same that was authorized, not another one of its name.
  Stored<E> require() {
    return stored.flatMap(it -> in.byId(account, it.entity().id())).orElseThrow(this::noSuchEntity);
  }

  NoSuchEntity noSuchEntity() {
    return new NoSuchEntity(
        "The %s with name %s cannot be found.".formatted(in.sort().noun(), name));
  }
}
