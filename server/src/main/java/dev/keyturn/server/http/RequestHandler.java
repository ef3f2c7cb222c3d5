package dev.keyturn.server.http;

import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request, from the library's form to ours and back.
final class RequestHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private static final byte[] NO_BODY = {};

  private final HttpListener.Gateway gateway;
  private final Bodies bodies;
  private final Map<String, Supplier<Page>> pages;

  RequestHandler(HttpListener.Gateway gateway, Bodies bodies, Map<String, Supplier<Page>> pages) {
    this.gateway = gateway;
    this.bodies = bodies;
    this.pages = Map.copyOf(pages);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    try (Bodies.Body body = read(request)) {
      inTime();
      answer(request, response, body.bytes());
      if (!body.isWhole()) {
        throw new CloseConnectionException("The rest of the request is of no use");
      }
    } catch (Refused refused) {
      inTime();
      refuse(response, refused);
    }
    if (request.headers().contains(HeaderNames.CONNECTION)
        && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // The library announces that it closes, but leaves that to the client.
      throw new CloseConnectionException("The client asked for it");
    }
  }

  private Bodies.Body read(ServerRequest request) throws Refused {
    try {
      return bodies.read(request, () -> ours(request, NO_BODY));
    } catch (RequestException refused) {
      throw refused;
    } catch (IOException | RuntimeException broken) {
      throw Refused.malformed();
    }
  }

  private static void inTime() {
    if (!Connections.current().end()) {
      throw new CloseConnectionException("The client took too long to send its request");
    }
  }

  private void answer(ServerRequest request, ServerResponse response, byte[] body) throws Refused {
    Supplier<Page> page = page(request);
    if (page == null) {
      HttpRequest ours = ours(request, body);
      try {
        answer(response, ours);
      } finally {
        ours.answered().complete(null);
      }
    } else {
      answer(response, page.get());
    }
  }

  private @Nullable Supplier<Page> page(ServerRequest request) {
    String method = request.prologue().method().text();
    return method.equals("GET") || method.equals("HEAD")
        ? pages.get(request.prologue().uriPath().rawPath())
        : null;
  }

  private static HttpRequest ours(ServerRequest request, byte[] body) {
    HttpPrologue prologue = request.prologue();
    return new HttpRequest(
        prologue.method().text(),
        prologue.uriPath().rawPath(),
        prologue.query().rawValue(),
        headers(request),
        body,
        address(request.remotePeer().address()),
        request.isSecure());
  }

  private static Map<String, List<String>> headers(ServerRequest request) {
    Map<String, List<String>> headers = HashMap.newHashMap(request.headers().size());
    for (Header header : request.headers()) {
      headers.put(
          header.headerName().lowerCase(),
          header.valueCount() == 1 ? List.of(header.get()) : List.copyOf(header.allValues()));
    }
    return headers;
  }

  private static String address(SocketAddress peer) {
    if (peer instanceof InetSocketAddress internet) {
      InetAddress address = internet.getAddress();
      return address == null ? internet.getHostString() : address.getHostAddress();
    }
    return peer.toString();
  }

  private void answer(ServerResponse response, HttpRequest request) throws Refused {
    HttpResponse ours;
    try {
      ours = gateway.handle(request);
    } catch (RuntimeException | Error broken) {
      LOG.error("A request failed inside the server", broken);
      throw Refused.internal();
    }
    response.status(ours.status());
    ours.headers().forEach((name, value) -> response.header(name, value));
    send(response, ours.body());
  }

  private static void answer(ServerResponse response, Page page) {
    response.status(page.status());
    response.header(HeaderNames.CONTENT_TYPE, page.contentType());
    send(response, page.body().getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(ServerResponse response, Refused refused) {
    response.status(refused.status());
    response.header(HeaderValues.CONNECTION_CLOSE);
    response.header(HeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1");
    response.header(HeaderNames.create("x-amzn-errortype"), refused.code());
    response.header(HeaderNames.create("x-amzn-RequestId"), UUID.randomUUID().toString());
    if (refused.isPassing()) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    send(response, refused.json().getBytes(StandardCharsets.UTF_8));
    throw new CloseConnectionException("The request could not be read to its end");
  }

  private static void send(ServerResponse response, byte[] body) {
    RequestDeadline deadline = Connections.current();
    deadline.begin();
    try {
      response.send(body);
    } finally {
      deadline.invite();
    }
  }
}
