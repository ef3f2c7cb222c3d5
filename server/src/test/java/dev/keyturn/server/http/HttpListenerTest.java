package dev.keyturn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpListenerTest {
  private static final ListenerLimits PATIENT =
      new ListenerLimits(
          200, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(10));
  private static final ListenerLimits IMPATIENT =
      new ListenerLimits(200, Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(1));

  private final ConcurrentLinkedQueue<HttpRequest> received = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private HttpListener listen(ListenerLimits limits) {
    return listen(limits, this::echo);
  }

  private HttpListener listen(ListenerLimits limits, HttpListener.Gateway gateway) {
    HttpListener listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                limits),
            gateway,
            Map.of("/healthz", () -> Page.text(200, "ok\n")));
    open.add(listener);
    return listener;
  }

  private HttpResponse echo(HttpRequest request) {
    received.add(request);
    return new HttpResponse(200, Map.of("X-Answer", "yes"), request.body());
  }

  private RawClient client(HttpListener listener) throws IOException {
    RawClient client = new RawClient(listener.port());
    open.addFirst(client);
    return client;
  }

  @Test
  void handsOverTheWholeRequestAndWritesTheWholeAnswer() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answer =
        client(listener)
            .say(
                "POST /a%20b/?q=%41&x HTTP/1.1\r\nHost: localhost\r\nX-Many: one\r\nx-many: two\r\n"
                    + "Connection: close\r\nContent-Length: 5\r\n\r\nhello")
            .hearAll();

    assertThat(answer).startsWith("HTTP/1.1 200").contains("X-Answer: yes").endsWith("hello");
    HttpRequest request = received.remove();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/a%20b/");
    assertThat(request.query()).isEqualTo("q=%41&x");
    assertThat(request.headers()).containsEntry("x-many", List.of("one", "two"));
    assertThat(request.remoteAddress()).isEqualTo("127.0.0.1");
    assertThat(request.secure()).isFalse();
  }

  @Test
  void saysWhenAnAnswerIsSentOrCannotBe() throws Exception {
    Queue<Boolean> early = new ConcurrentLinkedQueue<>();
    HttpListener listener =
        listen(
            PATIENT,
            request -> {
              received.add(request);
              early.add(request.answered().isDone());
              if (request.path().equals("/broken")) {
                throw new IllegalStateException("Broken by the test");
              }
              return new HttpResponse(200, Map.of(), new byte[32 * 1024 * 1024]);
            });
    String host = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    client(listener).say("GET /large" + host).hearAll();
    client(listener).say("GET /broken" + host).hearAll();
    RawClient leaves = client(listener).say("GET /left" + host);
    await().until(() -> received.size() == 3);
    leaves.close();
    assertThat(early).containsExactly(false, false, false);
    await().until(() -> received.stream().allMatch(each -> each.answered().isDone()));
  }

  @Test
  void readsChunkedBodies() throws Exception {
    HttpListener listener = listen(PATIENT);
    RawClient client = client(listener);
    client.say("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n");
    client.say("Connection: close\r\n\r\n").say("3\r\nabc\r\n").say("2\r\nde\r\n0\r\n\r\n");
    String answer = client.hearAll();
    assertThat(answer).contains("abcde");
  }

  @Test
  void servesPagesBesideTheGateway() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answer =
        client(listener)
            .say("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .hearAll();
    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("ok\n");
    assertThat(received).isEmpty();
  }

  @Test
  void refusesABodyThatAnnouncesTooMuch() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answer =
        client(listener)
            .say("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n")
            .hearAll();
    assertThat(answer).startsWith("HTTP/1.1 413").contains("RequestEntityTooLargeException");
    assertThat(received).isEmpty();
  }

  @Test
  void refusesABodyThatGrowsTooMuch() throws Exception {
    HttpListener listener = listen(PATIENT);
    RawClient client = client(listener);
    client.say("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    try {
      for (int i = 0; i < 17; i++) {
        client.say(chunk);
      }
      assertThat(client.hearLine()).startsWith("HTTP/1.1 413");
    } catch (SocketException closedWhileWeStillSent) {
      assertThat(received).isEmpty();
    }
    assertThat(received).isEmpty();
  }

  @Test
  void refusesHeadersThatGrowTooMuch() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answer =
        client(listener)
            .say("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(40_000) + "\r\n\r\n")
            .hearAll();
    assertThat(answer).startsWith("HTTP/1.1 4").contains("\"__type\"");
    assertThat(received).isEmpty();
  }

  @Test
  void answersGarbageAfterAGoodRequestOnTheSameConnection() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answers =
        client(listener).say(RawClient.post("good") + "\u0000\u0001 garbage\r\n\r\n").hearAll();
    assertThat(answers).startsWith("HTTP/1.1 200").contains("good").contains("HTTP/1.1 400");
    assertThat(answers).doesNotContain("garbage").doesNotContain("io.helidon");
    assertThat(received).hasSize(1);
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answers =
        client(listener)
            .say(RawClient.post("first") + RawClient.post("second"))
            .sayNoMore()
            .hearAll();
    assertThat(answers.indexOf("first")).isBetween(0, answers.indexOf("second"));
  }

  @Test
  void givesUpABodyThatEndsTooEarlyWithoutCallingTheGateway() throws Exception {
    HttpListener listener = listen(PATIENT);
    String answer =
        client(listener)
            .say("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf")
            .sayNoMore()
            .hearAll();
    assertThat(answer).doesNotContain("HTTP/1.1 500");
    assertThat(received).isEmpty();
    assertStillServes(listener);
  }

  @Test
  void closesAClientThatSendsItsHeadersByteByByte() throws Exception {
    HttpListener listener = listen(IMPATIENT);
    RawClient slow = client(listener).say("GET / HTTP/1.1\r\nX: ");
    trickleUntilClosed(slow);
    assertThat(received).isEmpty();
    assertStillServes(listener);
  }

  @Test
  void closesAClientThatSendsItsBodyByteByByte() throws Exception {
    HttpListener listener = listen(IMPATIENT);
    RawClient slow =
        client(listener).say("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
    trickleUntilClosed(slow);
    assertThat(received).isEmpty();
    assertStillServes(listener);
  }

  @Test
  void closesAClientThatSendsItsRequestLineByteByByte() throws Exception {
    HttpListener listener = listen(IMPATIENT);
    trickleUntilClosed(client(listener).say("GET /"));
    assertThat(received).isEmpty();
    assertStillServes(listener);
  }

  @Test
  void closesAClientThatSaysNothing() throws Exception {
    HttpListener listener = listen(IMPATIENT);
    assertThat(client(listener).hearAll()).isEmpty();
    assertStillServes(listener);
  }

  @Test
  void closesAClientThatDoesNotTakeItsAnswer() throws Exception {
    byte[] large = new byte[64 * 1024 * 1024];
    HttpListener listener = listen(IMPATIENT, request -> new HttpResponse(200, Map.of(), large));
    client(listener).say(RawClient.post("x")).hearLine();
    await().atMost(Duration.ofSeconds(10)).until(() -> listener.openConnections() == 0);
  }

  @Test
  void letsTheServerWorkLongerThanAClientMayTake() throws Exception {
    CountDownLatch swept = new CountDownLatch(1);
    HttpListener listener =
        listen(
            IMPATIENT,
            request -> {
              try {
                swept.await(1500, java.util.concurrent.TimeUnit.MILLISECONDS);
                return new HttpResponse(200, Map.of(), "done".getBytes(StandardCharsets.UTF_8));
              } catch (InterruptedException interrupted) {
                return new HttpResponse(500, Map.of(), new byte[0]);
              }
            });
    assertThat(client(listener).say(RawClient.post("x")).hearLine()).contains("200");
  }

  @Test
  void servesAHundredConnectionsAtATime() throws Exception {
    HttpListener listener = listen(PATIENT);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(client(listener));
      }
      List<Future<String>> answers = new ArrayList<>();
      for (RawClient one : clients) {
        answers.add(threads.submit(() -> one.say(RawClient.post("x")).hearLine()));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).contains("200");
      }
    }
    assertThat(listener.openConnections()).isEqualTo(100);
  }

  @Test
  void answersWhatIsInFlightWhenItStopsAndRefusesWhatIsNew() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpListener listener =
        listen(
            PATIENT,
            request -> {
              arrived.countDown();
              await().until(() -> release.getCount() == 0);
              return new HttpResponse(200, Map.of(), new byte[0]);
            });
    int port = listener.port();
    RawClient client = client(listener).say(RawClient.post("x"));
    arrived.await();
    Thread stop = Thread.ofVirtual().start(listener::close);
    await().until(() -> refuses(port));
    release.countDown();
    assertThat(client.hearLine()).contains("200");
    stop.join();
  }

  @Test
  void stopsAtOnceWhenNothingIsInFlight() throws Exception {
    HttpListener listener = listen(PATIENT);
    assertThat(client(listener).say(RawClient.post("x")).hearLine()).contains("200");
    long before = System.nanoTime();
    listener.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void saysWhichAddressIsTaken() {
    HttpListener first = listen(PATIENT);
    assertThatThrownBy(() ->
            HttpListener.start(
                new HttpListener.Settings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port()),
                    Optional.empty(),
                    PATIENT),
                this::echo,
                Map.of()))
        .isInstanceOf(ListenerRefused.class)
        .hasMessageContaining("127.0.0.1:" + first.port())
        .hasMessageContaining("--listen");
  }

  private static boolean refuses(int port) {
    try (RawClient _ = new RawClient(port)) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void closesOnAClientThatTricklesTheFirstLineOfARequest() throws Exception {
    HttpListener listener = listen(IMPATIENT);
    trickleUntilClosed(client(listener).say("GET /"));
    RawClient again = client(listener).say(RawClient.post("kept alive"));
    assertThat(again.hearLine()).startsWith("HTTP/1.1 200");
    trickleUntilClosed(again.say("GET /"));
    assertThat(received).hasSize(1);
    assertStillServes(listener);
  }

  private static void trickleUntilClosed(RawClient slow) {
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            slow.say("z");
            return false;
          } catch (IOException closed) {
            return true;
          }
        });
  }

  private void assertStillServes(HttpListener listener) throws IOException {
    assertThat(client(listener).say(RawClient.post("x")).hearLine()).contains("200");
  }
}
