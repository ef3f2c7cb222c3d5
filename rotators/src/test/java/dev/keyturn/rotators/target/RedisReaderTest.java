package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.rotators.target.RedisReply.Absent;
import dev.keyturn.rotators.target.RedisReply.Items;
import dev.keyturn.rotators.target.RedisReply.Refused;
import dev.keyturn.rotators.target.RedisReply.Text;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisReaderTest {

  private static RedisReply read(String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    return new RedisReader(new ByteArrayInputStream(bytes)).read();
  }

  @Test
  void everyKindOfAnswerIsRead() throws IOException {
    assertThat(read("+OK\r\n")).isEqualTo(new Text("OK"));
    assertThat(read(":42\r\n")).isEqualTo(new Text("42"));
    assertThat(read("$5\r\nhé\r\n\r\n")).isEqualTo(new Text("hé\r\n"));
    assertThat(read("$-1\r\n")).isEqualTo(new Absent());
    assertThat(read("*-1\r\n")).isEqualTo(new Absent());
    assertThat(read("*2\r\n+a\r\n*1\r\n$1\r\nb\r\n"))
        .isEqualTo(new Items(List.of(new Text("a"), new Items(List.of(new Text("b"))))));
  }

  @Test
  void anErrorKeepsItsMeaningAndNotItsText() throws IOException {
    RedisReply reply = read("-ERR unknown command 'AUTH', with args beginning with: 'hunter2'\r\n");
    assertThat(reply).isEqualTo(new Refused(RedisError.UNKNOWN_COMMAND));
    assertThat(reply.toString()).doesNotContain("hunter2");
  }

  @Test
  void answersAreReadOneAfterTheOther() throws IOException {
    RedisReader reader =
        new RedisReader(new ByteArrayInputStream("+a\r\n+b\r\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(reader.read()).isEqualTo(new Text("a"));
    assertThat(reader.read()).isEqualTo(new Text("b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n",
        "$x\r\n",
        "$3\r\nabcd\r\n",
        "+a\rb",
        "%1\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n+deep\r\n"
      })
  void whatIsNotTheProtocolIsRefused(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+OK", "$5\r\nab", "*3\r\n+a\r\n"})
  void anAnswerThatBreaksOffIsSaid(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(EOFException.class);
  }

  /// A hostile server announces more than there is memory for.
  @ParameterizedTest
  @ValueSource(strings = {"$2147483000\r\n", "*2000000000\r\n+a\r\n"})
  void whatIsAnnouncedIsNotBelieved(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "*1\r\n", "*9\r\n+a\r\n"})
  void whatNeverEndsIsEnded(String again) {
    String endless = "*2000000000\r\n+a\r\n+" + again.repeat(1 << 20);
    assertThatThrownBy(() -> read(endless)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void manySmallAnswersInOneAreBounded() {
    String many = "*2000000000\r\n" + "+a\r\n".repeat(1 << 19);
    assertThatThrownBy(() -> read(many)).isInstanceOf(ProtocolException.class);
  }
}
