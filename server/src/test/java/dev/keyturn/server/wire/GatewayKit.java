package dev.keyturn.server.wire;

import dev.keyturn.access.Decision;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.server.sigv4.Authenticator;
import dev.keyturn.server.sigv4.RawRequest;
import dev.keyturn.server.sigv4.TestSigner;
import dev.keyturn.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A gateway in front of one service, with one caller who may do everything.
final class GatewayKit {
  final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");
  final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  final List<RequestObserver.Answered> answers = new CopyOnWriteArrayList<>();

  private final Service service;
  private final TestSigner signer;
  private final Gateway gateway;

  GatewayKit() {
    this(new Testing());
  }

  GatewayKit(Service service) {
    this.service = service;
    signer = new TestSigner("AKIATEST", "not a secret", "eu-west-1", service.name());
    gateway =
        new Gateway(
            List.of(service),
            new Runner(_ -> new Decision.Allowed("a test"), new Recording()),
            new Authenticator((id, _) -> Optional.of(credential(id)), clock),
            clock,
            answers::add);
  }

  private final class Recording implements AuditLog {
    @Override
    public void write(AuditEvent event) {
      audited.add(event);
    }

    @Override
    public Flush flush() {
      return Flush.NONE;
    }

    @Override
    public void writeOrBuffer(AuditEvent event) {
      audited.add(event);
    }
  }

  /// A signed call of an operation.
  HttpResponse call(String operation, String body) {
    return send(sign(request(service.name() + "." + operation, body)));
  }

  /// A signed call in the Query protocol.
  HttpResponse query(String form) {
    return send(sign(form(form)));
  }

  static RawRequest form(String form) {
    return RawRequest.of("POST", "/")
        .plus("host", "127.0.0.1:7117")
        .plus("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        .withContent(form);
  }

  HttpResponse send(RawRequest request) {
    return gateway.handle(whole(request));
  }

  static HttpRequest whole(RawRequest request) {
    return new HttpRequest(
        request.method(),
        request.path(),
        request.query(),
        request.headers(),
        request.body(),
        request.remoteAddress(),
        request.secure());
  }

  RawRequest sign(RawRequest request) {
    return signer.sign(request, clock.instant());
  }

  static RawRequest request(String target, String body) {
    return RawRequest.of("POST", "/")
        .plus("host", "127.0.0.1:7117")
        .plus("content-type", "application/x-amz-json-1.1")
        .plus("x-amz-target", target)
        .withContent(body);
  }

  static String text(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static Credential credential(String id) {
    return new Credential(
        id,
        SecretValue.ofString("not a secret"),
        Principal.administrator(new AccountId("000000000000")),
        true);
  }
}
