package dev.keyturn.schedule;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.stream.Stream;

/// Some days of every month.
@FunctionalInterface
interface Days {
  /// Any 28 years without an exception of the century hold every kind of year, and every kind of
  /// year next to every kind that can follow it.
  YearMonth CYCLE_START = YearMonth.of(2000, 1);

  int CYCLE_MONTHS = 28 * 12;

  /// Around a century that is no leap year, the fifth Sunday of February can be 40 years away.
  int LONGEST_GAP_MONTHS = 41 * 12;

  /// The days of this month as a bit mask: bit n stands for the nth day. No bit beyond the month's
  /// length is set.
  long in(YearMonth month);

  default Days or(Days other) {
    return month -> in(month) | other.in(month);
  }

  /// Only these months (bit 1: January).
  default Days within(long months) {
    return month -> (months >> month.getMonthValue() & 1) == 1 ? in(month) : 0;
  }

  /// Whether there is no such day in any year.
  default boolean never() {
    return cycle().allMatch(month -> in(month) == 0);
  }

  /// Whether two of the days ever follow each other.
  default boolean everConsecutive() {
    return cycle().anyMatch(month -> (in(month) & (in(month) >> 1 | followedInto(month))) != 0);
  }

  /// The last day of the month when the first day of the next month is one of the days.
  private long followedInto(YearMonth month) {
    long first = in(month.plusMonths(1)) >> 1 & 1;
    return first << month.lengthOfMonth();
  }

  private static Stream<YearMonth> cycle() {
    return Stream.iterate(CYCLE_START, month -> month.plusMonths(1)).limit(CYCLE_MONTHS);
  }

  /// The first of the days that is not before this one.
  ///
  /// @throws IllegalStateException when there is [#never()] one
  default LocalDate onOrAfter(LocalDate day) {
    YearMonth month = YearMonth.from(day);
    long left = in(month) & -(1L << day.getDayOfMonth());
    for (int i = 0; left == 0 && i < LONGEST_GAP_MONTHS; i++) {
      month = month.plusMonths(1);
      left = in(month);
    }
    if (left == 0) {
      throw new IllegalStateException("No day of the schedule within 41 years after " + day);
    }
    return month.atDay(Long.numberOfTrailingZeros(left));
  }
}
