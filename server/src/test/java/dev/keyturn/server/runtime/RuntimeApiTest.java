package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.function.Invocation;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The runtime API in the bytes of its protocol.
class RuntimeApiTest {
  private static final String ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

  private final RuntimeApi api = RuntimeApi.open(1, Duration.ofMillis(300));
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private final Exchange exchange = new Exchange();
  private final String root = "/" + api.admit(exchange) + "/2018-06-01/runtime/";

  @AfterEach
  void close() {
    api.close();
  }

  private CompletableFuture<Answer> hand() {
    return hand(exchange, ID, Optional.of(answered));
  }

  private static CompletableFuture<Answer> hand(
      Exchange to, String id, Optional<CompletionStage<Void>> answered) {
    return to.hand(
        new Task(
            new Invocation(
                id,
                Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:f:live").orElseThrow(),
                SecretValue.ofString("{\"Step\":\"createSecret\"}"),
                Optional.of("{\"custom\":1}"),
                Optional.empty(),
                answered),
            Instant.parse("2026-11-29T12:00:00Z")));
  }

  /// Sends requests on one connection, the last of which closes it, and gives all that comes back.
  private String talk(String... requests) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port())) {
      for (String request : requests) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path) {
    return "GET " + root + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private String lastPost(String path, String headersAndBody) {
    return "POST " + root + path + " HTTP/1.1\r\nConnection: close\r\n" + headersAndBody;
  }

  @Test
  void anEventComesWithAwsHeadersAndItsAnswerIsTaken() throws IOException {
    CompletableFuture<Answer> answer = hand();
    String said =
        talk(
            get("invocation/next"),
            lastPost("invocation/" + ID + "/response", "Content-Length: 2\r\n\r\n42"));
    assertThat(said)
        .startsWith("HTTP/1.1 200 ")
        .contains(
            "Content-Type: application/json\r\n",
            "Lambda-Runtime-Aws-Request-Id: " + ID + "\r\n",
            "Lambda-Runtime-Deadline-Ms: 1795953600000\r\n",
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:f:live\r\n",
            "Lambda-Runtime-Trace-Id: Root=1-",
            "Lambda-Runtime-Client-Context: {\"custom\":1}\r\n",
            "\r\n\r\n{\"Step\":\"createSecret\"}HTTP/1.1 202 ");
    assertThat(((Answer.Result) answer.join()).body()).asString().isEqualTo("42");
  }

  @Test
  void aStreamedAnswerIsReadToItsEndAndMayFailThere() throws IOException {
    CompletableFuture<Answer> first = hand();
    talk(
        get("invocation/next"),
        lastPost(
            "invocation/" + ID + "/response",
            "Transfer-Encoding: chunked\r\n\r\n3\r\n\"ab\r\n2;x=y\r\nc\"\r\n0\r\n\r\n"));
    assertThat(((Answer.Result) first.join()).body()).asString().isEqualTo("\"abc\"");
    CompletableFuture<Answer> second = hand();
    talk(
        get("invocation/next"),
        lastPost(
            "invocation/" + ID + "/response",
            "Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\nLambda-Runtime-Function-Error-Type: Broken.Pipe\r\n\r\n"));
    assertThat(((Answer.Failure) second.join()).type()).contains("Broken.Pipe");
  }

  /// Whatever it opens connections for, an instance takes memory for one body.
  @Test
  void anInstanceHasOneBodyUnderWay() throws IOException {
    CompletableFuture<Answer> answer = hand();
    try (Socket slow = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port());
        Socket next = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port())) {
      say(slow, get("invocation/next"));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      say(
          slow,
          lastPost(
              "invocation/other/response", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n4"));
      await().until(() -> exchange.isReceiving());
      say(next, lastPost("invocation/" + ID + "/response", "Content-Length: 2\r\n\r\n42"));
      next.setSoTimeout(200);
      assertThatThrownBy(() -> next.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(answer).isNotDone();
      slow.close();
      next.setSoTimeout(20_000);
      assertThat(next.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 202 ");
    }
    assertThat(((Answer.Result) answer.join()).body()).asString().isEqualTo("42");
  }

  private static void say(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lengthsThatCannotBeEndTheConnection() throws IOException {
    for (String length : new String[] {"-1", "18446744073709551615", "x", ""}) {
      assertThat(talk(lastPost("init/error", "Content-Length: " + length + "\r\n\r\n"))).isEmpty();
    }
  }

  @Test
  void whoWaitsToBeToldToGoOnIsTold() throws IOException {
    CompletableFuture<Answer> answer = hand();
    String said =
        talk(
            get("invocation/next"),
            lastPost(
                "invocation/" + ID + "/response",
                "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n7"));
    assertThat(said).contains("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 ");
    assertThat(answer).isCompleted();
  }

  @Test
  void anAnswerBeyondTheLimitIsRefusedAndIsTheEndOfTheInvocation() throws IOException {
    CompletableFuture<Answer> answer = hand();
    String body = "1".repeat(RuntimeApi.MOST_BYTES + 1);
    String said =
        talk(
            get("invocation/next"),
            lastPost(
                "invocation/" + ID + "/response",
                "Content-Length: " + body.length() + "\r\n\r\n" + body));
    assertThat(said).contains("HTTP/1.1 413 ", "RequestEntityTooLarge");
    assertThat(answer.join()).isEqualTo(Answer.TOO_LARGE);
  }

  /// An instance beside the other.
  private final class Second {
    private static final String OTHER = "11111111-e9f4-11e8-9739-2dfe598c3fcd";

    private final Exchange exchange = new Exchange();
    private final String root = "/" + api.admit(exchange) + "/2018-06-01/runtime/";
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    /// Its answer, which has arrived or waits for a place.
    private CompletableFuture<Answer> answer(String body) {
      CompletableFuture<Answer> answer = hand(exchange, OTHER, Optional.of(answered));
      Thread.startVirtualThread(() -> {
        try {
          String _ = talk(ask(root), large(root, OTHER, body));
        } catch (IOException unheard) {
          answer.completeExceptionally(unheard);
        }
      });
      return answer;
    }
  }

  private static final String LARGE = "1".repeat(2 * 1024 * 1024);

  private static String ask(String root) {
    return "GET " + root + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private static String large(String root, String id, String body) {
    return "POST %sinvocation/%s/response HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(root, id, body.length(), body);
  }

  private static byte[] body(CompletableFuture<Answer> answer) {
    return ((Answer.Result) answer.join()).body();
  }

  @Test
  void aLargeAnswerWaitsUntilTheCallerOfAnotherHasHis() throws IOException {
    CompletableFuture<Answer> first = hand();
    talk(ask(root), large(root, ID, LARGE));
    assertThat(body(first)).hasSize(LARGE.length());
    Second second = new Second();
    CompletableFuture<Answer> waits = second.answer(LARGE);
    await().until(second.exchange::isCrowded);
    assertThat(waits).isNotDone();
    answered.complete(null);
    assertThat(body(waits)).hasSize(LARGE.length());
    assertThat(new Second().answer("42").thenApply(it -> ((Answer.Result) it).body()).join())
        .as("small ones need no place")
        .asString()
        .isEqualTo("42");
  }

  @Test
  void whatFindsNoPlaceInTimeIsNotKept() throws IOException {
    CompletableFuture<Answer> first = hand();
    talk(ask(root), large(root, ID, LARGE));
    assertThat(body(first)).hasSize(LARGE.length());
    Second second = new Second();
    assertThat(second.answer(LARGE).join()).isEqualTo(Answer.NO_ROOM);
    second.answered.complete(null);
    assertThat(new Second().answer(LARGE).join()).isEqualTo(Answer.NO_ROOM);
    answered.complete(null);
    assertThat(body(new Second().answer(LARGE))).hasSize(LARGE.length());
  }

  @Test
  void anAnswerInChunksTakesOnePlaceThatItGivesBack() throws IOException {
    String chunk = "100000\r\n" + "1".repeat(0x100000) + "\r\n";
    CompletableFuture<Answer> first = hand();
    talk(
        ask(root),
        lastPost(
            "invocation/" + ID + "/response",
            "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5) + "0\r\n\r\n"));
    assertThat(body(first)).hasSize(5 * 0x100000);
    answered.complete(null);
    assertThat(body(new Second().answer(LARGE))).hasSize(LARGE.length());
  }

  @Test
  void whoSaysItsAnswerAgainAndAgainHasOnePlace() throws IOException {
    CompletableFuture<Answer> first = hand();
    talk(get("invocation/next").replace("Host: x", "Connection: close"));
    for (int i = 0; i < 3; i++) {
      try (Socket leaves = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port())) {
        say(leaves, large(root, ID, LARGE).substring(0, LARGE.length() / 2));
      }
    }
    talk(large(root, ID, LARGE));
    assertThat(body(first)).hasSize(LARGE.length());
    answered.complete(null);
    assertThat(body(new Second().answer(LARGE))).hasSize(LARGE.length());
  }

  @Test
  void aLargeAnswerThatNobodyWouldSeeIsNotKept() throws IOException {
    CompletableFuture<Answer> answer = hand(exchange, ID, Optional.empty());
    assertThat(talk(ask(root), large(root, ID, LARGE))).contains("HTTP/1.1 202 ");
    assertThat(body(answer)).asString().isEqualTo("null");
  }

  @Test
  void errorsOfTheStartAndOfTheInvocationAreTold() throws IOException {
    String said =
        talk(
            lastPost(
                "init/error",
                "Lambda-Runtime-Function-Error-Type: Init.No\r\nContent-Length: 0\r\n\r\n"));
    assertThat(said).startsWith("HTTP/1.1 202 ");
    Answer.Failure why = (Answer.Failure) exchange.started().join().orElseThrow();
    assertThat(why.type()).contains("Init.No");
  }

  @Test
  void whoAsksAgainTakesThePlaceOfWhoAskedBefore() throws IOException {
    try (Socket lost = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port())) {
      lost.getOutputStream().write(get("invocation/next").getBytes(StandardCharsets.UTF_8));
      exchange.started().join();
      CompletableFuture<Answer> answer = hand();
      byte[] start = lost.getInputStream().readNBytes(12);
      assertThat(start).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 200");
      // It owes an answer: nobody gets another event before.
      assertThat(talk(get("invocation/next").replace("Host: x", "Connection: close")))
          .startsWith("HTTP/1.1 403 ")
          .contains("InvalidStateTransition");
      assertThat(answer).isNotCompleted();
    }
  }

  @Test
  void withoutAPathOrWithoutHttpTheConnectionEnds() throws IOException {
    assertThat(talk("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(talk("GET /0000/2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(talk("hello\r\n\r\n")).isEmpty();
    assertThat(talk("GET " + root + "x HTTP/1.1\r\nnonsense\r\n\r\n")).isEmpty();
    assertThat(talk(lastPost("x", "Content-Length: minus\r\n\r\n"))).isEmpty();
    assertThat(talk(lastPost("x", "Content-Length: 0\r\n\r\n"))).startsWith("HTTP/1.1 404 ");
  }
}
