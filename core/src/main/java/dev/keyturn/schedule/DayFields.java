package dev.keyturn.schedule;

import static dev.keyturn.schedule.CronField.DAY_OF_MONTH;
import static dev.keyturn.schedule.CronField.DAY_OF_WEEK;

import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the two fields of a cron expression that choose days.
final class DayFields {
  private static final Pattern LAST = Pattern.compile("([0-9A-Z]+)L");
  private static final Pattern LAST_NAMED = Pattern.compile("[A-Z]{3}L");
  private static final Pattern NTH = Pattern.compile("([0-9A-Z]+)#([1-5])");
  private static final long SATURDAY = 1L << 7;

  private DayFields() {}

  /// The days that the two fields choose; exactly one of them must be `?`.
  static Days parse(String dayOfMonth, String dayOfWeek) throws InvalidSchedule {
    boolean anyOfMonth = dayOfMonth.equals("?");
    if (anyOfMonth == dayOfWeek.equals("?")) {
      throw new InvalidSchedule(
          "Exactly one of Day-of-month and Day-of-week must be ?, but they are '%s' and '%s'."
              .formatted(dayOfMonth, dayOfWeek));
    }
    Days days = _ -> 0;
    if (anyOfMonth) {
      for (String item : DAY_OF_WEEK.items(dayOfWeek)) {
        days = days.or(ofWeek(item));
      }
    } else {
      for (String item : DAY_OF_MONTH.items(dayOfMonth)) {
        days = days.or(ofMonth(item));
      }
    }
    return days;
  }

  private static Days ofMonth(String item) throws InvalidSchedule {
    if (item.equals("L")) {
      return month -> 1L << month.lengthOfMonth();
    }
    if (LAST_NAMED.matcher(item).matches()) {
      return ofWeek(item);
    }
    long mask = DAY_OF_MONTH.maskOf(item);
    return month -> mask & ((2L << month.lengthOfMonth()) - 1);
  }

  private static Days ofWeek(String item) throws InvalidSchedule {
    if (item.equals("L")) {
      return month -> weekdays(SATURDAY, month);
    }
    Matcher last = LAST.matcher(item);
    if (last.matches()) {
      long weekday = 1L << DAY_OF_WEEK.value(last.group(1), item);
      return month -> Long.highestOneBit(weekdays(weekday, month));
    }
    Matcher nth = NTH.matcher(item);
    if (nth.matches()) {
      long weekday = 1L << DAY_OF_WEEK.value(nth.group(1), item);
      long week = 0xFEL << (7 * (Integer.parseInt(nth.group(2)) - 1));
      return month -> weekdays(weekday, month) & week;
    }
    long mask = DAY_OF_WEEK.maskOf(item);
    return month -> weekdays(mask, month);
  }

  /// All days of a month that fall on one of these days of the week (bit 1: SUN).
  private static long weekdays(long mask, YearMonth month) {
    int weekday = month.atDay(1).getDayOfWeek().getValue() % 7;
    long days = 0;
    for (int day = 1; day <= month.lengthOfMonth(); day++, weekday = (weekday + 1) % 7) {
      days |= ((mask >> (weekday + 1)) & 1) << day;
    }
    return days;
  }
}
