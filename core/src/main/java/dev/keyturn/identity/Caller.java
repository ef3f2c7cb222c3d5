package dev.keyturn.identity;

import java.util.Optional;

/// Who makes a call, as proven by its signature (or by the engine, for a built-in function's
/// session).
///
/// @param region the region that was signed for
/// @param rotation the rotation on whose behalf a built-in function's session calls; empty for
///   everybody else
/// @param session what the caller's session was begun with; empty for keys that last
public record Caller(
    Principal principal,
    String accessKeyId,
    Region region,
    Origin origin,
    Optional<RotationScope> rotation,
    Optional<Session> session) {

  /// Where a call came from.
  ///
  /// @param secure whether it came over TLS or never left the process
  public record Origin(String sourceAddress, String userAgent, boolean secure) {}

  /// The one rotation that a function's session serves, and the only secrets that it may touch.
  ///
  /// @param secret the secret being rotated
  /// @param token the version being made; empty for a preflight, which makes none
  /// @param superuser the pinned superuser secret, which it may read
  public record RotationScope(Arn secret, Optional<String> token, Optional<String> superuser) {}

  public Caller(Principal principal, String accessKeyId, Region region, Origin origin) {
    this(principal, accessKeyId, region, origin, Optional.empty(), Optional.empty());
  }

  /// A built-in function's session in a rotation.
  public Caller(
      Principal principal,
      String accessKeyId,
      Region region,
      Origin origin,
      Optional<RotationScope> rotation) {
    this(principal, accessKeyId, region, origin, rotation, Optional.empty());
  }

  /// The rotation that the call serves, be the function built in or a user's own.
  public Optional<RotationScope> serves() {
    return rotation.or(() -> session.flatMap(Session::rotation));
  }

  /// The account whose resources the call means.
  public AccountId account() {
    return principal.account();
  }
}
