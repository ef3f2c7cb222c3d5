package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.identity.Arn;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/// One call of a function that runs elsewhere: sent once, answered within bounds. A failure after
/// which the function may still be at work is told when its time is over.
final class RemoteCall {
  /// Until when the function may act, in seconds since 1970.
  static final String DEADLINE = "Keyturn-Deadline";

  private static final long LONGEST_ANSWER = 64L * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// By how much its clock may differ from this one.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final String BY_ITSELF = "The rotation is tried again by itself.";

  private final RemotePlace place;
  private final Arn function;
  private final Remote.Surroundings surroundings;

  RemoteCall(RemotePlace place, Arn function, Remote.Surroundings surroundings) {
    this.place = place;
    this.function = function;
    this.surroundings = surroundings;
  }

  Outcome send(byte[] body) {
    Instant now = surroundings.clock().instant();
    Instant deadline = now.plus(place.limit());
    try {
      Optional<Failed> denied = denied();
      return denied.isPresent() ? denied.get() : settled(attempt(body, now, deadline), deadline);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Failed(
          FailureClass.TIMEOUT,
          "the server stopped while it was at work at " + place.shown(),
          "The rotation goes on with the same version after the next start.");
    }
  }

  /// How an attempt ended.
  ///
  /// @param open whether the function may still be at work
  private record Attempt(Outcome outcome, boolean open) {}

  private Outcome settled(Attempt attempt, Instant deadline) throws InterruptedException {
    if (attempt.open) {
      Duration left = Duration.between(surroundings.clock().instant(), deadline.plus(GRACE));
      if (left.isPositive()) {
        surroundings.waiting().pass(left);
      }
    }
    return attempt.outcome;
  }

  /// The name is resolved here and looked at. The platform remembers what it resolved, so that the
  /// connection goes to the same address.
  private Optional<Failed> denied() {
    String host = place.url().getHost().replaceAll("^\\[|]$", "");
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        Optional<String> refusal =
            place.addresses().refusal(new InetSocketAddress(address, place.port()));
        if (refusal.isPresent()) {
          return Optional.of(
              new Failed(
                  FailureClass.MISCONFIGURED,
                  "it was not called: " + refusal.get(),
                  "Correct its address in remote-functions, or allow the network with target-allow."));
        }
      }
      return Optional.empty();
    } catch (UnknownHostException _) {
      return Optional.of(
          new Failed(
              FailureClass.UNREACHABLE,
              "the host name " + host + " is not known",
              "Check its address in remote-functions, and that this server's resolver knows it."));
    }
  }

  private Attempt attempt(byte[] body, Instant now, Instant deadline) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(place.url())
            .timeout(place.limit().plus(GRACE))
            .header(DEADLINE, Long.toString(deadline.getEpochSecond()))
            .POST(BodyPublishers.ofByteArray(body));
    place.signer().headers(place.url(), body, now).forEach(request::header);
    // A client of its own: what is sent over a fresh connection is never sent a second time.
    HttpClient client = client();
    try {
      HttpResponse<byte[]> answer =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
      RemoteAnswer read =
          new RemoteAnswer(place, text -> surroundings.mask().apply(function, text), answer);
      return new Attempt(read.outcome(), read.leavesOpen());
    } catch (IOException failed) {
      return failed(failed);
    } finally {
      client.shutdownNow();
    }
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .sslContext(place.tls().get())
        .build();
  }

  /// Until the connection stands and its TLS, nothing was sent.
  private Attempt failed(IOException failed) {
    return switch (failed) {
      case HttpConnectTimeoutException _ -> unreachable("did not answer within 5 seconds");
      case ConnectException _ -> unreachable("refused the connection");
      case SSLHandshakeException untrusted ->
          new Attempt(
              new Failed(
                  FailureClass.TLS,
                  "the certificate of %s is not accepted (%s)"
                      .formatted(place.shown(), untrusted.getMessage()),
                  "Name its authority with ca in remote-functions, and the host as its certificate does."),
              false);
      case HttpTimeoutException _ ->
          new Attempt(
              new Failed(
                  FailureClass.TIMEOUT,
                  "it did not end within " + place.limit().toSeconds() + " s",
                  "See whether its target is slow or blocked, or give it more time with timeout in remote-functions."),
              true);
      default ->
          new Attempt(
              new Failed(
                  FailureClass.UNREACHABLE,
                  "the connection to %s broke before its answer (%s)"
                      .formatted(place.shown(), failed.getClass().getSimpleName()),
                  "See its own log. " + BY_ITSELF),
              true);
    };
  }

  private Attempt unreachable(String what) {
    return new Attempt(
        new Failed(
            FailureClass.UNREACHABLE,
            place.shown() + " " + what,
            "See that it runs, and the network between. " + BY_ITSELF),
        false);
  }
}
