package dev.keyturn.access;

import java.util.Map;
import java.util.Optional;

/// Who exists: the port that identities fill, so that policies of resources name nobody else, and
/// mean whom they name rather than who comes later under the same name. Thread-safe.
public interface PrincipalDirectory {

  /// The unique ids of all whom a policy names by their ARNs; empty when one of them, or an account
  /// that it names, does not exist.
  Optional<Map<String, String>> pins(Policy policy);

  /// The unique id of a user, a role or a role's session; empty when there is none.
  Optional<String> id(String arn);
}
