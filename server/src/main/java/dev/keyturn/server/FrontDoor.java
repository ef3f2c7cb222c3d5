package dev.keyturn.server;

import dev.keyturn.server.http.HttpListener;
import dev.keyturn.server.wire.BodyLimit;
import dev.keyturn.server.wire.Gateway;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.util.Optional;

/// The gateway as the listener sees it.
record FrontDoor(Gateway gateway) implements HttpListener.Gateway {
  @Override
  public HttpResponse handle(HttpRequest request) {
    return gateway.handle(request);
  }

  @Override
  public Optional<BodyLimit> larger(String method, String path) {
    return gateway.larger(method, path);
  }

  @Override
  public boolean knows(HttpRequest head) {
    return gateway.knows(head);
  }
}
