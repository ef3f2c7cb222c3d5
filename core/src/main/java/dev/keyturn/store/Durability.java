package dev.keyturn.store;

/// What a commit has survived when it is acknowledged. The death of the process it always has.
public enum Durability {
  /// Also the death of the machine.
  NOW,

  /// That of the machine only together with the next commit that is durable [#NOW]. Commits are
  /// never lost out of their order.
  WITH_NEXT
}
