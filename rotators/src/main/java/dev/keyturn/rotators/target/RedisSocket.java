package dev.keyturn.rotators.target;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Redis's protocol over a socket. What is sent carries its lengths, so that no word can be read as
/// more than one.
final class RedisSocket implements RedisConnection {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSocket.class);

  private final Socket socket;
  private final RedisReader reader;

  RedisSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.reader = new RedisReader(new BufferedInputStream(socket.getInputStream()));
  }

  @Override
  public RedisReply call(String... words) throws IOException {
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    command.writeBytes(ascii("*" + words.length + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      command.writeBytes(ascii("$" + bytes.length + "\r\n"));
      command.writeBytes(bytes);
      command.writeBytes(ascii("\r\n"));
    }
    command.writeTo(socket.getOutputStream());
    return reader.read();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      LOG.debug("A connection ended badly: {}", failure.getMessage());
    }
  }
}
