package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.key.SecretValue;
import java.util.Optional;

/// The port that lends a function's role to its instances. A process keeps the credentials that it
/// was started with, so each instance has its own, and they are good only while it serves an
/// invocation, for what that one may touch. Thread-safe.
public interface InstanceCredentials {

  /// Credentials of the role for a new instance; no request with them is let in yet.
  ///
  /// @param function its ARN without a qualifier, which the role's trust policy may ask for; its
  ///   name becomes the role session's
  /// @return empty when the role does not exist or does not trust `lambda.amazonaws.com` for this
  ///   function
  Optional<Lent> lend(Arn role, Arn function);

  /// One instance's credentials. Closing ends them for good.
  interface Lent extends AutoCloseable {
    String accessKeyId();

    SecretValue secretAccessKey();

    SecretValue sessionToken();

    /// Lets requests in until the returned use is closed.
    ///
    /// @param scope limits them to one rotation's secrets; empty: the role's rights alone count
    Use begin(Optional<RotationScope> scope);

    @Override
    void close();
  }

  /// One invocation's use of an instance's credentials.
  interface Use extends AutoCloseable {
    @Override
    void close();
  }
}
