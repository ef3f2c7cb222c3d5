package dev.keyturn.server.sigv4;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// When a request says that it was signed.
///
/// @param basic in ISO 8601 basic form, such as `20150830T123600Z`, as it was signed
/// @param lifetime how long the signature says itself that it holds; empty when it does not
record SigningTime(Instant instant, String basic, Optional<Duration> lifetime) {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The time in `X-Amz-Date`, else in `Date`; empty when neither is there.
  static Optional<SigningTime> of(Map<String, List<String>> headers) throws AuthenticationFailed {
    List<String> values = headers.getOrDefault("x-amz-date", List.of());
    if (!values.isEmpty()) {
      return Optional.of(basic(values.getFirst().strip()));
    }
    List<String> dates = headers.getOrDefault("date", List.of());
    return dates.isEmpty() ? Optional.empty() : Optional.of(httpDate(dates.getFirst().strip()));
  }

  /// The time of a request that was signed beforehand.
  static SigningTime presigned(String text, Optional<Duration> lifetime)
      throws AuthenticationFailed {
    return new SigningTime(basic(text).instant, text, lifetime);
  }

  String date() {
    return basic.substring(0, 8);
  }

  /// What AWS says of a signature that is too old, or more than five minutes ahead of the clock;
  /// empty when it is neither.
  Optional<String> skew(Instant now) {
    Instant earliest = now.minus(lifetime.orElse(TOLERANCE));
    if (instant.isBefore(earliest)) {
      return Optional.of(
          "Signature expired: %s is now earlier than %s (%s - %s)"
              .formatted(basic, BASIC.format(earliest), BASIC.format(now), span()));
    }
    Instant latest = now.plus(TOLERANCE);
    if (instant.isAfter(latest)) {
      return Optional.of(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(basic, BASIC.format(latest), BASIC.format(now)));
    }
    return Optional.empty();
  }

  private String span() {
    return lifetime.map(each -> each.toSeconds() + " sec.").orElse("5 min.");
  }

  private static SigningTime httpDate(String text) throws AuthenticationFailed {
    try {
      Instant instant = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return new SigningTime(instant, BASIC.format(instant), Optional.empty());
    } catch (DateTimeException notAnHttpDate) {
      return basic(text);
    }
  }

  private static SigningTime basic(String text) throws AuthenticationFailed {
    try {
      if (isBasic(text)) {
        return new SigningTime(
            LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 4, 6),
                    number(text, 6, 8),
                    number(text, 9, 11),
                    number(text, 11, 13),
                    number(text, 13, 15))
                .toInstant(ZoneOffset.UTC),
            text,
            Optional.empty());
      }
    } catch (DateTimeException noSuchDay) {
      // Answered below, like any other text that is no time.
    }
    throw AuthenticationFailed.incomplete(
        "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601"
            .formatted(text));
  }

  private static boolean isBasic(String text) {
    return text.length() == 16
        && text.charAt(8) == 'T'
        && text.charAt(15) == 'Z'
        && digits(text, 0, 8)
        && digits(text, 9, 15);
  }

  private static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
