package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.ScriptedServer.Script;
import dev.keyturn.rotators.target.ScriptedServer.Talk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that speaks Redis's protocol in order to do harm. What is set is never said to it but
/// as a digest; the password that opens is what AUTH says, in clear where a secret asks for that.
class HostileRedisTest extends HostileTargetContract {

  @Override
  Redis engine(TargetTrust trust) {
    return Redis.over(TargetPolicy.standard(), trust);
  }

  @Override
  Script saying(byte[] bytes) {
    return talk -> {
      hear(talk);
      talk.out.write(bytes);
    };
  }

  @Override
  Script encrypted(SSLContext context, Script script) {
    return talk -> script.play(talk.secured(context));
  }

  @Override
  void assertUnheard(String heard) {
    assertThat(heard).doesNotContain(NEXT.revealString());
    assertThat(
            heard.replaceFirst("AUTH\r\n\\$3\r\napp\r\n\\$\\d+\r\n" + PASSWORD.revealString(), ""))
        .doesNotContain(PASSWORD.revealString());
  }

  /// Reads one command.
  private static List<String> hear(Talk talk) throws IOException {
    List<String> words = new ArrayList<>();
    int count = number(talk);
    for (int i = 0; i < count; i++) {
      byte[] word = talk.in.readNBytes(number(talk));
      talk.in.readNBytes(2);
      words.add(new String(word, StandardCharsets.UTF_8));
    }
    return words;
  }

  private static int number(Talk talk) throws IOException {
    StringBuilder digits = new StringBuilder();
    for (int at = talk.in.read(); at != '\n'; at = talk.in.readUnsignedByte()) {
      if (Character.isDigit(at)) {
        digits.append((char) at);
      }
    }
    return Integer.parseInt(digits.toString());
  }

  /// Lets everybody in, and answers each command after that.
  private static Script session(Function<List<String>, String> answers) {
    return talk -> {
      while (true) {
        List<String> words = hear(talk);
        talk.out.write(bytes(words.getFirst().equals("AUTH") ? "+OK\r\n" : answers.apply(words)));
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "'>2\r\n+message\r\n+x\r\n', MISCONFIGURED",
    "'%1\r\n+a\r\n+b\r\n', MISCONFIGURED",
    "'*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n+deep\r\n', MISCONFIGURED",
    "'$2147483647\r\n', MISCONFIGURED",
    "'$99999999999999\r\n', MISCONFIGURED",
    "'$1000000\r\nab', UNREACHABLE",
    "'*2147483647\r\n', UNREACHABLE",
    "'*1000000\r\n+a\r\n', UNREACHABLE",
    "'-MOVED 3999 127.0.0.1:6381\r\n', BROKEN",
    "'-ASK 3999 127.0.0.1:6381\r\n', BROKEN",
    "'-REDIRECT 127.0.0.1:6381\r\n', BROKEN",
    "'-\r\n', BROKEN"
  })
  void noAnswerThatDoesHarmIsALogIn(String answer, FailureClass expected) {
    StepFailed failed = refuses(saying(bytes(answer)), TlsMode.CLEAR, expected);
    assertThat(failed.remedy()).endsWith(".");
    refusesTrusted(saying(bytes(answer)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "-ERR ", "*1\r\n", "*2000000000\r\n+a\r\n", "$1\r\na\r\n"})
  void whatNeverEndsIsCutOff(String part) {
    byte[] much =
        bytes(
            part.endsWith("\n") ? part.repeat(50_000 / part.length()) : part + "x".repeat(50_000));
    Script script =
        talk -> {
          hear(talk);
          talk.out.write(bytes("*2000000000\r\n"));
          while (true) {
            talk.out.write(much);
          }
        };
    refuses(script, TlsMode.CLEAR, MISCONFIGURED);
    refusesTrusted(script);
  }

  /// The one that it names hears nothing.
  @Test
  void aRedirectionIsNotFollowed() {
    try (ScriptedServer elsewhere = ScriptedServer.start(_ -> {})) {
      for (String kind : List.of("MOVED 1", "ASK 1")) {
        refuses(
            saying(bytes("-%s 127.0.0.1:%d\r\n".formatted(kind, elsewhere.port()))),
            TlsMode.CLEAR,
            BROKEN);
      }
      assertThat(elsewhere.callers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERR", "WRONGPASS", "NOPERM", "NOAUTH", "DENIED", "LOADING", ""})
  void whatTheServerEchoesIsInNoText(String code) throws StepFailed {
    String echo = "-" + code + " " + PASSWORD.revealString() + " or " + NEXT.revealString();
    refuses(saying(bytes(echo + "\r\n")), TlsMode.CLEAR);
    Script script = session(words -> "-" + code + " did you mean " + words + " " + echo + "\r\n");
    try (TargetSession session = open(script, TlsMode.CLEAR)) {
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      assertKept(failed);
      assertThat(failed.getMessage() + failed.remedy())
          .doesNotContain(PasswordDigest.of(NEXT).revealHex());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        ":1\r\n",
        "*0\r\n",
        "*3\r\n+flags\r\n+passwords\r\n+on\r\n",
        "*2\r\n+passwords\r\n*1\r\n+nothex\r\n"
      })
  void aUserOfNoFormIsAFailureLikeOthers(String answer) throws StepFailed {
    try (TwoPasswordSession session =
        (TwoPasswordSession) open(session(_ -> answer), TlsMode.CLEAR)) {
      StepFailed failed = catchThrowableOfType(StepFailed.class, () -> session.passwords("app"));
      assertThat(failed).isNotNull();
      assertKept(failed);
    }
  }

  /// It may say that all is well; what counts is whether the new password opens afterwards.
  @Test
  void aServerThatAnswersTwiceLearnsNothing() throws StepFailed {
    Script twice = session(_ -> "+OK\r\n-ERR no\r\n");
    try (TargetSession session = open(twice, TlsMode.CLEAR)) {
      session.probe();
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      assertThat(failed.failureClass()).isEqualTo(BROKEN);
      assertKept(failed);
    }
  }

  @Test
  void aServerThatHangsUpInAnAnswerIsUnreachable() {
    refuses(saying(bytes("*2\r\n+OK")), TlsMode.CLEAR, UNREACHABLE);
  }
}
