package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import java.time.Instant;

/// The port that keeps what users' functions print, in a log group `/aws/lambda/NAME` for each,
/// with every secret value that the server knows masked. Thread-safe.
public interface FunctionLogs {

  /// Begins the stream of a new instance. Named as AWS does: `2026/11/29/[VERSION]` and 32
  /// hexadecimal digits.
  Stream open(Arn function, String version, Instant at);

  /// A text as it would be kept: masked. For what a function's error says where it is told
  /// elsewhere than in its log.
  String mask(Arn function, String text);

  /// The log of one instance. Thread-safe; never fails the function whose log it is: what cannot be
  /// kept is counted, and said when it can be again.
  interface Stream extends AutoCloseable {
    /// Group and stream with a colon between.
    String name();

    /// What this instance was given beside the values of secrets, and must not show either: its
    /// credentials, its variables, the RotationToken of an event. To be called before what was
    /// given can be printed; it holds until the stream is closed.
    void conceal(SecretValue given);

    /// One event, a line or several that belong together, at most 256 KB; the rest is cut off with
    /// a mark.
    ///
    /// @return the text as it is kept: masked. Where a value goes on in the next event, the end of
    ///   this one is hidden afterwards, in the log only
    String write(Instant at, String text);

    @Override
    void close();
  }
}
