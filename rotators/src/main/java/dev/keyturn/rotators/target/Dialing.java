package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/// What is true of the connection being made in this scope. A driver makes its socket factories by
/// class name, so that a value in scope is the only way to hand them an object.
///
/// @param loopbackOnly whether clear text was chosen because the target is on loopback: then it
///   must still be when the socket connects
record Dialing(TargetPolicy policy, TargetTrust trust, boolean loopbackOnly) {
  static final ScopedValue<Dialing> CURRENT = ScopedValue.newInstance();

  void check(InetSocketAddress target) throws IOException {
    if (target.isUnresolved()) {
      throw new java.net.UnknownHostException(target.getHostString());
    }
    Optional<String> refusal = policy.refusal(target);
    if (refusal.isPresent()) {
      throw new TargetDenied(refusal.get());
    }
    if (loopbackOnly && !target.getAddress().isLoopbackAddress()) {
      throw new TargetDenied(target + " was on loopback when its name was first resolved");
    }
  }
}
