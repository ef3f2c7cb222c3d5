package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTimeTest {

  @ParameterizedTest
  @CsvSource({
    "20150830T123600Z,2015-08-30T12:36:00Z",
    "20240229T235959Z,2024-02-29T23:59:59Z",
    "00010101T000000Z,0001-01-01T00:00:00Z"
  })
  void readsTheBasicForm(String text, Instant instant) throws Exception {
    assertThat(SigningTime.of(Map.of("x-amz-date", List.of(text))))
        .contains(new SigningTime(instant, text, Optional.empty()));
  }

  @Test
  void prefersTheHeaderThatIsOnlyForSigning() throws Exception {
    assertThat(
            SigningTime.of(
                Map.of(
                    "date", List.of("Sun, 30 Aug 2015 12:36:00 GMT"),
                    "x-amz-date", List.of("20150830T123700Z"))))
        .hasValueSatisfying(time -> assertThat(time.basic()).isEqualTo("20150830T123700Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 30 Aug 2015 12:36:00 GMT|20150830T123600Z",
        "Sun, 30 Aug 2015 14:36:00 +0200|20150830T123600Z",
        "20150830T123600Z|20150830T123600Z"
      })
  void readsTheDateHeaderInItsForms(String text, String basic) throws Exception {
    assertThat(SigningTime.of(Map.of("date", List.of(text))))
        .hasValueSatisfying(time -> assertThat(time.basic()).isEqualTo(basic));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20150830",
        "20150830T123600",
        "20150830T123600z",
        "20150830 123600Z",
        "20151330T123600Z",
        "20150230T123600Z",
        "20150830T246000Z",
        "2015083012360000",
        "2015O830T123600Z",
        "２0150830T12360Z",
        "-0150830T123600Z",
        "201508301T23600Z"
      })
  void refusesEveryOtherForm(String text) {
    assertThatThrownBy(() -> SigningTime.of(Map.of("x-amz-date", List.of(text))))
        .isInstanceOf(AuthenticationFailed.class)
        .hasMessage(
            "Date must be in ISO-8601 'basic format'. Got '%s'. See"
                + " http://en.wikipedia.org/wiki/ISO_8601",
            text);
  }

  @Test
  void isAbsentWithoutEitherHeader() throws Exception {
    assertThat(SigningTime.of(Map.of())).isEmpty();
  }
}
