package dev.keyturn.schedule;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a cron expression that hold numbers, and how one item of their lists is read. Sets
/// of numbers are bit masks: bit n stands for the value n.
enum CronField {
  HOURS("Hours", 0, 23, "", "0-23"),
  DAY_OF_MONTH("Day-of-month", 1, 31, "", "1-31, L for the last day, SUNL for the last SUN"),
  MONTH("Month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC", "1-12 or JAN-DEC"),
  DAY_OF_WEEK(
      "Day-of-week",
      1,
      7,
      "SUN MON TUE WED THU FRI SAT",
      "1-7 or SUN-SAT, SUN#1 for the first SUN of a month, SUNL for the last");

  private static final Pattern ITEM =
      Pattern.compile("(?:\\*|([0-9A-Z]+)(?:-([0-9A-Z]+))?)?(?:/([0-9]{1,4}))?");

  private final String label;
  private final int min;
  private final int max;
  private final String names;
  private final String values;

  CronField(String label, int min, int max, String names, String values) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
    this.values = values;
  }

  /// The items of a list, in upper case.
  List<String> items(String field) {
    return List.of(field.toUpperCase(Locale.ROOT).split(",", -1));
  }

  /// All values of a list.
  long mask(String field) throws InvalidSchedule {
    long mask = 0;
    for (String item : items(field)) {
      mask |= maskOf(item);
    }
    return mask;
  }

  /// The values of one item: `*`, `5`, `1-5`, and any of them with a step, such as `/8` or `2/10`.
  /// A range whose end is before its start runs on from the beginning, such as `SAT-SUN`.
  long maskOf(String item) throws InvalidSchedule {
    Matcher matcher = ITEM.matcher(item);
    if (item.isEmpty() || !matcher.matches()) {
      throw refuse(item);
    }
    @Nullable String from = matcher.group(1);
    @Nullable String to = matcher.group(2);
    @Nullable String step = matcher.group(3);
    int first = from == null ? min : value(from, item);
    int last = to != null ? value(to, item) : from != null && step == null ? first : max;
    return mask(first, last, step == null ? 1 : step(step, item));
  }

  private long mask(int first, int last, int step) {
    int range = max - min + 1;
    long mask = 0;
    for (int i = 0; i <= Math.floorMod(last - first, range); i += step) {
      mask |= 1L << (min + (first - min + i) % range);
    }
    return mask;
  }

  /// The number that a number or a name stands for.
  ///
  /// @param item what to name when it is refused
  int value(String text, String item) throws InvalidSchedule {
    int named = List.of(names.split(" ")).indexOf(text);
    if (named >= 0) {
      return min + named;
    }
    boolean number = text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = number ? Integer.parseInt(text) : -1;
    if (value < min || value > max) {
      throw refuse(item);
    }
    return value;
  }

  private int step(String text, String item) throws InvalidSchedule {
    int step = Integer.parseInt(text);
    if (step < 1 || step > max) {
      throw new InvalidSchedule(
          "%s cannot be '%s': a step must be from 1 to %d.".formatted(label, item, max));
    }
    return step;
  }

  InvalidSchedule refuse(String item) {
    return new InvalidSchedule(
        "%s cannot be '%s': it takes %s, with lists (,), ranges (-), * and steps (/)."
            .formatted(label, item, values));
  }
}
