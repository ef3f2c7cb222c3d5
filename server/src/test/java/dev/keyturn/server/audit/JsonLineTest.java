package dev.keyturn.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonLineTest {
  private static String text(Lines lines) {
    return new String(lines.bytes(), 0, lines.length(), UTF_8);
  }

  private static String readBack(String value) {
    String line = text(new JsonLine().string(value).ended());
    assertThat(line).endsWith("\"\n");
    assertThat(line.strip()).doesNotContain("\n", "\r");
    return JsonMapper.shared().readTree(line).asString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "with \"quotes\" and \\",
        "\n\r\t\b\f\u0000\u001f\u007f",
        "äöü€",
        "\uD83D\uDD11 key",
        "\u2028\u2029",
        "</script>",
        "\\u0041"
      })
  void whatIsWrittenIsReadBack(String value) {
    assertThat(readBack(value)).isEqualTo(value);
  }

  @Test
  void halfASurrogatePairBecomesAQuestionMark() {
    assertThat(readBack("a\uD83Db")).isEqualTo("a?b");
  }

  @Test
  void anyTextIsReadBackWhateverItsLength() {
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      StringBuilder any = new StringBuilder();
      int length = random.nextInt(i + 1);
      while (any.length() < length) {
        int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
        if (Character.getType(point) != Character.SURROGATE) {
          any.appendCodePoint(point);
        }
      }
      assertThat(readBack(any.toString())).isEqualTo(any.toString());
    }
  }

  @Test
  void linesAreJoinedWithoutChangingTheFirst() {
    Lines first = new JsonLine().string("first").ended();
    Lines joined = new Lines();
    joined.add(first);
    joined.add(new JsonLine().string("second").ended());
    joined.add(new JsonLine().string("third").ended());
    assertThat(text(joined)).isEqualTo("\"first\"\n\"second\"\n\"third\"\n");
    assertThat(text(first)).isEqualTo("\"first\"\n");
  }
}
