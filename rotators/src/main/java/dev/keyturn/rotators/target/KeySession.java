package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one key can do. A failure of class REFUSED says that this key itself is not accepted.
public interface KeySession {

  /// Whom the key stands for. Needs no right.
  Owner owner() throws StepFailed;

  /// The keys of a user.
  List<HeldKey> keys(String user) throws StepFailed;

  /// When a key was last used; empty when it never was, or nothing is known of it.
  Optional<Instant> lastUsed(String keyId) throws StepFailed;

  /// Makes a key, which works at once or soon.
  AccessKey create(String user) throws StepFailed;

  /// Switches a key on or off. One that is gone stays so.
  void setActive(String user, String keyId, boolean active) throws StepFailed;

  /// Deletes a key. One that is gone is fine.
  void delete(String user, String keyId) throws StepFailed;

  /// A user, as the system names it.
  ///
  /// @param arn its full name
  record Owner(String arn) {

    /// Whether it is the user of this name, and not a role, a session or an administrator.
    public boolean isUser(String name) {
      return arn.contains(":user/") && arn.endsWith("/" + name);
    }
  }

  /// A key that a user holds; its secret is known to whom it was given alone.
  record HeldKey(String id, boolean active, Instant created) {}
}
