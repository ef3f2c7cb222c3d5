package dev.keyturn.server;

import dev.keyturn.rotators.target.IamTransport;
import dev.keyturn.server.wire.Gateway;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// This server's own IAM for rotation functions: the same signed requests through the same door as
/// everybody's, without a connection. So it needs no name in a certificate, and a rotation in
/// flight comes to its end when the listener has closed already.
record OwnIam(Supplier<Gateway> gateway) implements IamTransport {

  @Override
  public Answer send(URI endpoint, Map<String, String> headers, byte[] body, Duration limit) {
    Map<String, List<String>> received = new HashMap<>();
    headers.forEach((name, value) -> received.put(name, List.of(value)));
    received.put("host", List.of(endpoint.getRawAuthority()));
    received.put("user-agent", List.of("keyturn-function"));
    HttpResponse response =
        gateway.get().handle(new HttpRequest("POST", "/", "", received, body, "127.0.0.1", true));
    return new Answer(response.status(), response.body());
  }
}
