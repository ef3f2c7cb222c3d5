package dev.keyturn.access;

import java.util.Map;
import java.util.Optional;

/// What is authorized against: an ARN, and what the thing behind it says about itself.
@FunctionalInterface
public interface Guarded {

  /// The ARN, or `*` for operations on no resource in particular.
  String arn();

  /// Its own policy.
  default Optional<Policy> resourcePolicy() {
    return Optional.empty();
  }

  /// Whether nobody gets in whom its policy does not name, not even within the account: so it is
  /// with the trust policies of roles.
  default boolean needsPolicy() {
    return false;
  }

  /// The condition keys that it answers itself, but for its tags.
  default Context context() {
    return Context.NONE;
  }

  /// Its tags, for conditions.
  default Map<String, String> tags() {
    return Map.of();
  }
}
