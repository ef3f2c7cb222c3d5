package dev.keyturn.rotators.strategy;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.PasswordDigest;
import dev.keyturn.rotators.target.TwoPasswordSession;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A user at one server, with the passwords that it holds there, in a session that may change it.
///
/// @param saved whether changes have to survive a restart of the server
record HeldUser(Login at, TwoPasswordSession session, Set<PasswordDigest> held, boolean saved)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldUser.class);

  /// Looks, and proves that a change can be kept, before there is one.
  static HeldUser in(TwoPasswordSession session, Login at, boolean saved) throws StepFailed {
    try {
      Set<PasswordDigest> held = session.passwords(at.user());
      if (saved) {
        session.save();
      }
      return new HeldUser(at, session, held, saved);
    } catch (StepFailed failed) {
      session.close();
      throw failed;
    }
  }

  /// Brings the passwords to what they shall be, in one change.
  void apply(Retention<PasswordDigest> retention) throws StepFailed {
    int unknown = retention.unknown(held).size();
    if (unknown > 0) {
      LOG.warn(
          "{} holds {} more passwords that no label of the secret names; they stay, unless the"
              + " function's KEYTURN_PASSWORDS is exact",
          at.who(),
          unknown);
    }
    Set<PasswordDigest> added = retention.added(held);
    Set<PasswordDigest> removed = retention.removed(held);
    if (added.isEmpty() && removed.isEmpty()) {
      return;
    }
    session.changePasswords(at.user(), added, removed);
    if (saved) {
      session.save();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
