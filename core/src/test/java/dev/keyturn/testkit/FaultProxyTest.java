package dev.keyturn.testkit;

import static dev.keyturn.testkit.FaultProxy.Direction.TO_CLIENT;
import static dev.keyturn.testkit.FaultProxy.Direction.TO_TARGET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.testkit.FaultProxy.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Before a target that sends back what it hears, and says what it heard when it hears no more.
@Timeout(30)
class FaultProxyTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final ServerSocket echo = echo();
  private final FaultProxy proxy = new FaultProxy(echo.getLocalPort());

  private ServerSocket echo() {
    try {
      ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> serve(socket));
      return socket;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void serve(ServerSocket socket) {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void echo(Socket client) {
    StringBuilder all = new StringBuilder();
    try (client) {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        all.append((char) next);
        client.getOutputStream().write(next);
      }
      heard.add(all + " end");
    } catch (IOException broken) {
      heard.add(all + " broken");
    }
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private static String hear(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  @Test
  void everythingPassesAndIsCounted() throws Exception {
    try (Socket client = connect()) {
      say(client, "hello");
      assertThat(hear(client, 5)).isEqualTo("hello");
      client.shutdownOutput();
      assertThat(hear(client, 1)).isEmpty();
    }
    assertThat(heard.take()).isEqualTo("hello end");
    assertThat(proxy.passed(TO_TARGET)).isEqualTo(5);
    assertThat(proxy.passed(TO_CLIENT)).isEqualTo(5);
    assertThat(proxy.struck()).isFalse();
  }

  @Test
  void aConnectionIsClosedBehindTheByteAndTheNextOnePasses() throws Exception {
    proxy.cut(TO_TARGET, 3, Cut.CLOSE);
    try (Socket client = connect()) {
      say(client, "hello");
      assertThat(hear(client, 9).length()).isLessThanOrEqualTo(3);
    }
    assertThat(heard.take()).startsWith("hel ");
    assertThat(proxy.struck()).isTrue();
    try (Socket client = connect()) {
      say(client, "again");
      assertThat(hear(client, 5)).isEqualTo("again");
    }
  }

  @Test
  void bytesAreCountedOverAllConnections() throws Exception {
    proxy.cut(TO_CLIENT, 7, Cut.CLOSE);
    try (Socket first = connect();
        Socket second = connect()) {
      say(first, "hello");
      assertThat(hear(first, 5)).isEqualTo("hello");
      say(second, "world");
      assertThat(hear(second, 9)).isEqualTo("wo");
    }
  }

  @Test
  void aResetIsSeenOnBothSides() throws Exception {
    proxy.cut(TO_TARGET, 5, Cut.RESET);
    try (Socket client = connect()) {
      say(client, "hello");
      assertThat(hear(client, 5)).isEqualTo("hello");
      say(client, "!");
      assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
    }
    assertThat(heard.take()).isEqualTo("hello broken");
  }

  @Test
  void aHalfClosedWayEndsAloneAndTheOtherGoesOn() throws Exception {
    proxy.cut(TO_CLIENT, 2, Cut.HALF_CLOSE);
    try (Socket client = connect()) {
      say(client, "hello");
      assertThat(hear(client, 9)).isEqualTo("he");
      say(client, " world");
      client.shutdownOutput();
      assertThat(heard.take()).isEqualTo("hello world end");
    }
  }

  @Test
  void silenceBehindAByteHoldsWhatComesUntilItIsHealed() throws Exception {
    proxy.cut(TO_CLIENT, 2, Cut.SILENCE);
    try (Socket client = connect()) {
      say(client, "hello");
      assertThat(hear(client, 2)).isEqualTo("he");
      assertSilent(client);
      proxy.heal();
      client.setSoTimeout(0);
      assertThat(hear(client, 3)).isEqualTo("llo");
    }
  }

  @Test
  void aBlackHoleAcceptsAndSaysNothing() throws Exception {
    proxy.blackHole();
    try (Socket client = connect()) {
      say(client, "hello");
      assertSilent(client);
      assertThat(proxy.passed(TO_TARGET)).isZero();
      proxy.heal();
      client.setSoTimeout(0);
      assertThat(hear(client, 5)).isEqualTo("hello");
    }
  }

  private static void assertSilent(Socket client) throws IOException {
    client.setSoTimeout(50);
    assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void connectionsAreRefusedUntilItIsHealed() throws Exception {
    try (Socket before = connect()) {
      say(before, "hello");
      assertThat(hear(before, 5)).isEqualTo("hello");
      proxy.stopAccepting();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      say(before, "still");
      assertThat(hear(before, 5)).isEqualTo("still");
    }
    proxy.heal();
    try (Socket after = connect()) {
      say(after, "hello");
      assertThat(hear(after, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aDelayIsAddedEachWay() throws Exception {
    proxy.delay(Duration.ofMillis(20));
    try (Socket client = connect()) {
      long begun = System.nanoTime();
      say(client, "x");
      assertThat(hear(client, 1)).isEqualTo("x");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(40));
    }
  }

  @Test
  void aTargetThatIsNotThereIsAClosedConnection() throws Exception {
    echo.close();
    try (Socket client = connect()) {
      assertThat(hear(client, 1)).isEmpty();
    }
  }
}
