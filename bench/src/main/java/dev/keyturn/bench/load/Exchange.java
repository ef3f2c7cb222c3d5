package dev.keyturn.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One keep-alive HTTP/1.1 connection that sends ready-made bytes and reads just enough of an
/// answer to know its end and its status. Not thread-safe.
final class Exchange implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final SocketChannel channel;
  private final byte[] buffer = new byte[128 * 1024];
  private final ByteBuffer in = ByteBuffer.wrap(buffer);
  private long sent;
  private int end;

  Exchange(InetSocketAddress address, Selector selector) throws IOException {
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /// Sends the next request. The one before must have been answered: then the socket takes all.
  void send(byte[] request) throws IOException {
    in.clear();
    end = 0;
    sent = System.nanoTime();
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /// Reads what has come. True when the answer is there in whole.
  ///
  /// @throws IOException when it is no success: a rate of refusals is no rate
  boolean receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("The server closed the connection");
    }
    if (end == 0) {
      end = endOfAnswer();
    }
    if (end == 0 || in.position() < end) {
      return false;
    }
    if (buffer[9] != '2') {
      throw new IOException("Answered:\n" + new String(buffer, 0, end, StandardCharsets.UTF_8));
    }
    return true;
  }

  /// The body of the answer that was received.
  String body() {
    String answer = new String(buffer, 0, end, StandardCharsets.UTF_8);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /// Nanoseconds since the request was sent.
  long latency() {
    return System.nanoTime() - sent;
  }

  private int endOfAnswer() {
    for (int i = 3; i < in.position(); i++) {
      if (buffer[i] == '\n' && buffer[i - 2] == '\n') {
        String head = new String(buffer, 0, i + 1, StandardCharsets.ISO_8859_1);
        return i + 1 + bodyLength(head.toLowerCase(Locale.ROOT));
      }
    }
    return 0;
  }

  private static int bodyLength(String head) {
    int at = head.indexOf(LENGTH);
    return at < 0
        ? 0
        : Integer.parseInt(head.substring(at + LENGTH.length(), head.indexOf('\r', at)).strip());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
