package dev.keyturn.operation;

import java.util.List;

/// A service: its table of operations, the same behind every door.
public interface Service {

  /// The name of its model, in signatures and in ARNs, such as `secretsmanager`.
  String name();

  /// CloudTrail's `eventSource`, such as `secretsmanager.amazonaws.com`.
  default String eventSource() {
    return name() + ".amazonaws.com";
  }

  /// The refusal of a request that breaks a constraint of the model: services differ in its code.
  default Refusal broken(Refusal.Validation constraint) {
    return constraint;
  }

  /// The table.
  List<Operation<?, ?, ?>> operations();
}
