package dev.keyturn.server.crash;

import dev.keyturn.rotators.target.IamTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Calls IAM; before and after each call the process may die.
record FragileIam(IamTransport transport, Points points) implements IamTransport {

  @Override
  public Answer send(URI endpoint, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException {
    return points.around("a call of IAM", () -> transport.send(endpoint, headers, body, limit));
  }
}
