package dev.keyturn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.server.wire.BodyLimit;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bodies that are larger than usual: few operations take them, and not many at a time.
@Timeout(60)
class LargeBodiesTest {
  private static final int MEGABYTE = 1024 * 1024;
  private static final BodyLimit LIMIT = new BodyLimit(3 * MEGABYTE, "CreateFunction");

  private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  /// Takes large bodies at one path.
  private final class Uploads implements HttpListener.Gateway {
    @Override
    public HttpResponse handle(HttpRequest request) {
      received.add(request.body().length);
      return new HttpResponse(200, Map.of(), new byte[0]);
    }

    @Override
    public Optional<BodyLimit> larger(String method, String path) {
      return path.equals("/functions") ? Optional.of(LIMIT) : Optional.empty();
    }

    @Override
    public boolean knows(HttpRequest head) {
      return head.header("authorization").filter("x"::equals).isPresent();
    }
  }

  private HttpListener listener;

  @BeforeEach
  void listen() {
    Duration patient = Duration.ofSeconds(20);
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new ListenerLimits(50, patient, patient, Duration.ofSeconds(1), 4 * MEGABYTE)),
            new Uploads(),
            Map.of());
    open.add(listener);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private RawClient client() throws IOException {
    RawClient client = new RawClient(listener.port());
    open.addFirst(client);
    return client;
  }

  private static String head(String path, String more) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n";
  }

  private static String signed(int length) {
    return head("/functions", "Authorization: x\r\nContent-Length: " + length + "\r\n");
  }

  @Test
  void someOperationsTakeLargeBodies() throws Exception {
    String answer = client().say(signed(LIMIT.bytes())).say("x".repeat(LIMIT.bytes())).hearAll();
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(received).containsExactly(LIMIT.bytes());
  }

  @Test
  void inChunksToo() throws Exception {
    RawClient client = client();
    client.say(head("/functions", "Authorization: x\r\nTransfer-Encoding: chunked\r\n"));
    for (int i = 0; i < 3; i++) {
      client.say("100000\r\n" + "x".repeat(MEGABYTE) + "\r\n");
    }
    assertThat(client.say("0\r\n\r\n").hearAll()).startsWith("HTTP/1.1 200");
    assertThat(received).containsExactly(3 * MEGABYTE);
  }

  @Test
  void othersDoNot() throws Exception {
    String announced =
        client().say(head("/other", "Authorization: x\r\nContent-Length: 1048577\r\n")).hearAll();
    assertThat(announced).startsWith("HTTP/1.1 413").contains("larger than 1048576 bytes");
    assertThat(received).isEmpty();
  }

  @Test
  void whatIsTooLargeIsToldInTheWordsOfAws() throws Exception {
    String answer =
        client().say(signed(LIMIT.bytes() + 1)).say("x".repeat(LIMIT.bytes() + 1)).hearAll();
    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .containsIgnoringCase("x-amzn-errortype: RequestEntityTooLargeException")
        .containsPattern("(?i)x-amzn-requestid: [0-9a-f-]{36}")
        .contains("Request must be smaller than 3145728 bytes for the CreateFunction operation");
    assertThat(received).isEmpty();
  }

  @Test
  void whatGrowsTooLargeIsToldSoToo() throws Exception {
    RawClient client = client();
    client.say(head("/functions", "Authorization: x\r\nTransfer-Encoding: chunked\r\n"));
    for (int i = 0; i < 4; i++) {
      client.say("100000\r\n" + "x".repeat(MEGABYTE) + "\r\n");
    }
    assertThat(client.say("0\r\n\r\n").hearAll())
        .startsWith("HTTP/1.1 413")
        .contains("CreateFunction");
    assertThat(received).isEmpty();
    assertThatOneIsTaken();
  }

  @Test
  void aStrangerBringsNothingLarge() throws Exception {
    String announced = "Content-Length: " + LIMIT.bytes() + "\r\n";
    assertThat(client().say(head("/functions", announced)).hearAll()).startsWith("HTTP/1.1 200");
    assertThat(
            client()
                .say(head("/functions", "Authorization: other\r\n" + announced))
                .say("x".repeat(LIMIT.bytes()))
                .hearAll())
        .startsWith("HTTP/1.1 200");
    assertThat(received).as("handled without a body").containsExactly(0, 0);
    String small = client().say(head("/functions", "Content-Length: 5\r\n")).say("hello").hearAll();
    assertThat(small).startsWith("HTTP/1.1 200");
  }

  @Test
  void onlyAsManyAsThereIsMemoryForAreTakenAtATime() throws Exception {
    RawClient slow = client().say(signed(2 * MEGABYTE)).say("x");
    await().until(() -> answer(3 * MEGABYTE).startsWith("HTTP/1.1 429"));
    assertThat(answer(3 * MEGABYTE))
        .containsIgnoringCase("retry-after: 1")
        .containsIgnoringCase("x-amzn-errortype: TooManyRequestsException");
    assertThat(answer(MEGABYTE + 1)).as("there is room for a smaller one").contains(" 200 ");
    assertThat(answer(5)).as("small ones always fit").contains(" 200 ");
    slow.say("x".repeat(2 * MEGABYTE - 1)).hearAll();
    assertThatOneIsTaken();
  }

  @Test
  void whoLeavesGivesItsMemoryBack() throws Exception {
    for (int i = 0; i < 5; i++) {
      client().say(signed(LIMIT.bytes())).say("x").close();
    }
    assertThatOneIsTaken();
  }

  private void assertThatOneIsTaken() {
    await().until(() -> answer(LIMIT.bytes()).startsWith("HTTP/1.1 200"));
  }

  private String answer(int length) throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      return client.say(signed(length)).say("x".repeat(length)).hearAll();
    }
  }
}
