package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;

/// An entity as it was read.
record Stored<E extends Record & Entity>(Sort<E> sort, AccountId account, E entity, long revision) {

  /// The same place with this in it.
  Stored<E> as(E after) {
    return new Stored<>(sort, account, after, revision);
  }

  Arn arn() {
    return Arn.global("iam", account, sort.noun() + entity.path() + entity.name());
  }
}
