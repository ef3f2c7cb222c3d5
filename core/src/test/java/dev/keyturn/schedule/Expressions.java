package dev.keyturn.schedule;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes cron expressions that a user could write. Most of them can be followed.
final class Expressions {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> WEEKDAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private final RandomGenerator random;

  Expressions(RandomGenerator random) {
    this.random = random;
  }

  String cron() {
    boolean ofWeek = random.nextBoolean();
    String dayOfMonth = ofWeek ? "?" : dayOfMonth();
    String dayOfWeek = ofWeek ? dayOfWeek() : "?";
    return "cron(0 %s %s %s %s *)".formatted(hours(), dayOfMonth, month(), dayOfWeek);
  }

  private String hours() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(24) + "/" + random.nextInt(3, 24);
      case 1 -> "*/" + random.nextInt(3, 24);
      case 2 -> random.nextInt(0, 8) + "," + random.nextInt(10, 24);
      case 3 -> random.nextInt(0, 8) + "-" + random.nextInt(12, 24) + "/" + random.nextInt(4, 12);
      default -> String.valueOf(random.nextInt(24));
    };
  }

  private String dayOfMonth() {
    return switch (random.nextInt(7)) {
      case 0 -> "*";
      case 1 -> "L";
      case 2 -> between(1, 31) + "/" + between(2, 15);
      case 3 -> between(1, 15) + "-" + between(16, 31);
      case 4 -> list(() -> String.valueOf(between(1, 31)));
      case 5 -> between(1, 10) + "-" + between(12, 31) + "/" + between(2, 9);
      default -> String.valueOf(between(1, 31));
    };
  }

  private String month() {
    return switch (random.nextInt(6)) {
      case 0 -> list(() -> MONTHS.get(random.nextInt(12)));
      case 1 -> MONTHS.get(random.nextInt(6)) + "-" + MONTHS.get(random.nextInt(6, 12));
      case 2 -> between(1, 12) + "/" + between(2, 6);
      case 3 -> String.valueOf(between(1, 12));
      default -> "*";
    };
  }

  private String dayOfWeek() {
    return switch (random.nextInt(7)) {
      case 0 -> "*";
      case 1 -> weekday() + "#" + between(1, 5);
      case 2 -> weekday() + "L";
      case 3 -> between(1, 3) + "-" + between(4, 7);
      case 4 -> list(this::weekday);
      case 5 -> WEEKDAYS.get(random.nextInt(3)) + "-" + WEEKDAYS.get(random.nextInt(3, 7));
      default -> weekday();
    };
  }

  private String weekday() {
    return random.nextBoolean() ? WEEKDAYS.get(random.nextInt(7)) : String.valueOf(between(1, 7));
  }

  private String list(java.util.function.Supplier<String> item) {
    return Stream.generate(item).limit(between(2, 4)).distinct().collect(Collectors.joining(","));
  }

  private int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }
}
