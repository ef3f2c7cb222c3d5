package dev.keyturn.iam;

import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Resource;

/// What is authorized where no single entity is meant: all of a sort in the account, or one that is
/// going to be.
record Place(String arn) implements Resource {

  /// All of a sort, below a path.
  static Place all(Call call, String noun, String path) {
    return new Place(Arn.global("iam", call.account(), noun + path).toString());
  }
}
