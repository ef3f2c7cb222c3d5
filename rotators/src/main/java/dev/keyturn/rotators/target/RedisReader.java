package dev.keyturn.rotators.target;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads answers in Redis's protocol (RESP 2). Whoever writes secrets chooses the server, so it is
/// not believed: what it announces is never allocated ahead, and answers are bounded in size and
/// depth.
final class RedisReader {
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int LONGEST_LINE = 1 << 16;
  private static final int DEEPEST = 4;

  private final InputStream in;
  private int left;

  RedisReader(InputStream in) {
    this.in = in;
  }

  /// The next answer.
  RedisReply read() throws IOException {
    left = LONGEST_ANSWER;
    return read(DEEPEST);
  }

  private RedisReply read(int depth) throws IOException {
    int type = readByte();
    return switch (type) {
      case '+', ':' -> new RedisReply.Text(line());
      case '-' -> new RedisReply.Refused(RedisError.of(line()));
      case '$' -> text(length());
      case '*' -> items(length(), depth);
      default -> throw strange();
    };
  }

  private RedisReply text(int length) throws IOException {
    if (length < 0) {
      return new RedisReply.Absent();
    }
    spend(length);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    endOfLine();
    return new RedisReply.Text(new String(bytes, StandardCharsets.UTF_8));
  }

  private RedisReply items(int count, int depth) throws IOException {
    if (count < 0) {
      return new RedisReply.Absent();
    }
    if (depth == 0) {
      throw strange();
    }
    List<RedisReply> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read(depth - 1));
    }
    return new RedisReply.Items(List.copyOf(items));
  }

  private int length() throws IOException {
    try {
      return Integer.parseInt(line());
    } catch (NumberFormatException _) {
      throw strange();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int at = readByte(); at != '\r'; at = readByte()) {
      if (line.length() == LONGEST_LINE) {
        throw strange();
      }
      line.append((char) at);
    }
    if (readByte() != '\n') {
      throw strange();
    }
    return line.toString();
  }

  private void endOfLine() throws IOException {
    if (readByte() != '\r' || readByte() != '\n') {
      throw strange();
    }
  }

  private int readByte() throws IOException {
    spend(1);
    int read = in.read();
    if (read < 0) {
      throw new EOFException();
    }
    return read;
  }

  private void spend(int bytes) throws ProtocolException {
    if (bytes > left) {
      throw strange();
    }
    left -= bytes;
  }

  private static ProtocolException strange() {
    return new ProtocolException("what answers there does not speak Redis's protocol");
  }
}
