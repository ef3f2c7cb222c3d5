package dev.keyturn.rotators.strategy;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;

/// In what order and on which users the steps act. Testing and finishing are the same for all.
/// Thread-safe and without state.
interface Strategy {

  /// Checks what can be checked without the target, before a pending value is made.
  void check(RotationRun run, LoginSecret current) throws StepFailed;

  /// The user of the next version, which follows this one.
  String nextUser(RotationRun run, LoginSecret current) throws StepFailed;

  /// Makes the target accept the pending version. Finds what an earlier attempt did.
  void set(RotationRun run) throws StepFailed;

  /// Finds out whether [#set] would succeed, without changing anything. By default the session's
  /// own user is the one whose password changes.
  default void rehearse(Rehearsal rehearsal) {
    rehearsal
        .session()
        .rehearsePassword(rehearsal.current().user(), rehearsal.sample().password())
        .forEach(rehearsal.report()::add);
  }

  /// Makes the target hold a version again, whatever it holds now.
  default void settle(Settlement settlement) throws StepFailed {
    LoginSecret goal = settlement.goal();
    if (!settlement.run().opens(goal.login())) {
      reinstate(settlement);
    }
    for (Login replica : goal.replicas()) {
      Replicas.require(settlement.run(), replica, "restored");
    }
  }

  /// Makes the target accept a version again which it refuses. Unless a strategy knows better, the
  /// user itself sets its password, with another version that opens.
  default void reinstate(Settlement settlement) throws StepFailed {
    settlement.reinstateWith(Candidates.open(settlement, settlement.goal()::sameUser));
  }
}
