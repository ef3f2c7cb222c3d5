package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// How a signed request reaches IAM, and its answer comes back. Thread-safe.
@FunctionalInterface
public interface IamTransport {

  /// Sends a POST.
  ///
  /// @param headers all but Host, by lower-case name
  /// @throws IOException when it is not known whether it arrived
  Answer send(URI endpoint, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException;

  /// An answer. Not a record, for its body may hold the secret of a key.
  final class Answer {
    private final int status;
    private final byte[] body;

    public Answer(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    public int status() {
      return status;
    }

    /// Not a copy.
    public byte[] body() {
      return body;
    }

    @Override
    public String toString() {
      return "HTTP " + status;
    }
  }
}
