package dev.keyturn.rotators.target;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// What is true of the connection being made in this scope. A driver makes its socket factories by
/// class name, so that a value in scope is the only way to hand them an object.
///
/// @param loopbackOnly whether clear text was chosen because the target is on loopback: then it
///   must still be when the socket connects
record Dialing(TargetPolicy policy, TargetTrust trust, boolean loopbackOnly) {
  static final ScopedValue<Dialing> CURRENT = ScopedValue.newInstance();

  /// What is true of a connection to this target.
  static Dialing to(Target target, TargetPolicy policy, TargetTrust trust) throws StepFailed {
    return new Dialing(
        policy, trust, target.tls() == TlsMode.AUTOMATIC && isLoopback(target.host()));
  }

  private static boolean isLoopback(String host) throws StepFailed {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      throw new StepFailed(
          FailureClass.UNREACHABLE,
          "The host name " + host + " is not known",
          "Check host in the secret JSON, and that this server's resolver knows it.");
    }
  }

  /// How the connection is secured in the end.
  TlsMode mode(Target target) {
    return loopbackOnly ? TlsMode.CLEAR : target.tls();
  }

  void check(InetSocketAddress target) throws IOException {
    if (target.isUnresolved()) {
      throw new UnknownHostException(target.getHostString());
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
