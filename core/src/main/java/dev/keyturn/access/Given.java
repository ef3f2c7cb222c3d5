package dev.keyturn.access;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// One value of a request, read as what conditions compare it as: as each kind at most once,
/// however many statements ask. Used by one thread, for one decision.
final class Given {
  private final String text;
  private final Reading<BigDecimal> number = new Reading<>(Comparison::number);
  private final Reading<Instant> date = new Reading<>(Comparison::date);
  private final Reading<byte[]> address = new Reading<>(AddressRange::address);
  private final Reading<ArnParts> arn = new Reading<>(ArnParts::of);

  Given(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  Optional<BigDecimal> number() {
    return number.of(text);
  }

  Optional<Instant> date() {
    return date.of(text);
  }

  Optional<byte[]> address() {
    return address.of(text);
  }

  Optional<ArnParts> arn() {
    return arn.of(text);
  }

  private static final class Reading<T> {
    private final Function<String, Optional<T>> way;
    private boolean taken;
    private Optional<T> result = Optional.empty();

    Reading(Function<String, Optional<T>> way) {
      this.way = way;
    }

    Optional<T> of(String text) {
      if (!taken) {
        result = way.apply(text);
        taken = true;
      }
      return result;
    }
  }
}
