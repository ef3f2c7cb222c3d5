package dev.keyturn.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "ERROR ~ an ERROR here ~ true",
        "ERROR ~ an error here ~ false",
        "ERROR timeout ~ ERROR: timeout ~ true",
        "ERROR timeout ~ ERROR ~ false",
        "\"two words\" ~ these two words ~ true",
        "\"two words\" ~ two other words ~ false",
        "?ERROR ?WARN ~ a WARN ~ true",
        "?ERROR ?WARN ~ an INFO ~ false",
        "ERROR ?x ~ ERROR ~ true",
        "ERROR -expected ~ ERROR expected ~ false",
        "ERROR -expected ~ ERROR ~ true",
        "-\"not this\" ~ not this ~ false",
        "`` ~ anything ~ true",
        "{ $.level = \"ERROR\" } ~ {\"level\":\"ERROR\"} ~ true",
        "{ $.level = \"ERROR\" } ~ {\"level\":\"INFO\"} ~ false",
        "{ $.level = ERR* } ~ {\"level\":\"ERROR\"} ~ true",
        "{ $.level != \"ERROR\" } ~ {\"level\":\"INFO\"} ~ true",
        "{ $.level != \"ERROR\" } ~ {\"other\":1} ~ false",
        "{ $.code >= 500 && $.code < 600 } ~ {\"code\":503} ~ true",
        "{ $.code >= 500 && $.code < 600 } ~ {\"code\":404} ~ false",
        "{ ($.a = 1) || ($.b = 2) } ~ {\"b\":2.0} ~ true",
        "{ $.a.b[1] = \"x\" } ~ {\"a\":{\"b\":[\"y\",\"x\"]}} ~ true",
        "{ $.a IS NULL } ~ {\"a\":null} ~ true",
        "{ $.a IS TRUE } ~ {\"a\":true} ~ true",
        "{ $.a NOT EXISTS } ~ {\"b\":1} ~ true",
        "{ $.a = 1 } ~ no json ~ false",
        "{ $.a = 1 } ~ {broken ~ false"
      })
  void selects(String pattern, String message, boolean selected) {
    assertThat(FilterPattern.of(pattern).test(message)).isEqualTo(selected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo-bar",
        "\"open",
        "{ $.a = 1",
        "{ $.a }",
        "{ a = 1 }",
        "{ $.a = 1 && }",
        "{ ($.a = 1 }",
        "[a, b]",
        "%x%"
      })
  void refusesWhatItDoesNotUnderstand(String pattern) {
    assertThatThrownBy(() -> FilterPattern.of(pattern)).isInstanceOf(InvalidParameter.class);
  }
}
