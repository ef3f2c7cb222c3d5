package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidScheduleTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          rate(3 hours)           | ScheduleExpression 'rate(3 hours)' is out of range: a rate must be from 4 hours to 1000 days.
          rate(0 days)            | ScheduleExpression 'rate(0 days)' is out of range: a rate must be from 4 hours to 1000 days.
          rate(1001 days)         | ScheduleExpression 'rate(1001 days)' is out of range: a rate must be from 4 hours to 1000 days.
          rate(24001 hours)       | ScheduleExpression 'rate(24001 hours)' is out of range: a rate must be from 4 hours to 1000 days.
          rate(-1 days)           | ScheduleExpression 'rate(-1 days)' is not understood: a rate is written rate(Value Unit), with a positive number and one of hour, hours, day, days.
          rate(5 weeks)           | ScheduleExpression 'rate(5 weeks)' is not understood: a rate is written rate(Value Unit), with a positive number and one of hour, hours, day, days.
          rate(99999999999 days)  | ScheduleExpression 'rate(99999999999 days)' is not understood: a rate is written rate(Value Unit), with a positive number and one of hour, hours, day, days.
          every day               | ScheduleExpression 'every day' is not understood: it must be rate(Value Unit) or cron(Minutes Hours Day-of-month Month Day-of-week Year).
          cron(0 10 * * ?)        | ScheduleExpression 'cron(0 10 * * ?)' is not understood: it must be rate(Value Unit) or cron(Minutes Hours Day-of-month Month Day-of-week Year).
          cron(0 10 * * ? * *)    | ScheduleExpression 'cron(0 10 * * ? * *)' is not understood: it must be rate(Value Unit) or cron(Minutes Hours Day-of-month Month Day-of-week Year).
          cron(5 10 * * ? *)      | Minutes must be 0, but is '5'.
          cron(* 10 * * ? *)      | Minutes must be 0, but is '*'.
          cron(0 10 * * ? 2027)   | Year must be *, but is '2027'.
          cron(0 24 * * ? *)      | Hours cannot be '24': it takes 0-23, with lists (,), ranges (-), * and steps (/).
          cron(0 ? * * ? *)       | Hours cannot be '?': it takes 0-23, with lists (,), ranges (-), * and steps (/).
          cron(0 8, * * ? *)      | Hours cannot be '': it takes 0-23, with lists (,), ranges (-), * and steps (/).
          cron(0 8/0 * * ? *)     | Hours cannot be '8/0': a step must be from 1 to 23.
          cron(0 8/24 * * ? *)    | Hours cannot be '8/24': a step must be from 1 to 23.
          cron(0 8 0 * ? *)       | Day-of-month cannot be '0': it takes 1-31, L for the last day, SUNL for the last SUN, with lists (,), ranges (-), * and steps (/).
          cron(0 8 15W * ? *)     | Day-of-month cannot be '15W': it takes 1-31, L for the last day, SUNL for the last SUN, with lists (,), ranges (-), * and steps (/).
          cron(0 8 L-3 * ? *)     | Day-of-month cannot be 'L-3': it takes 1-31, L for the last day, SUNL for the last SUN, with lists (,), ranges (-), * and steps (/).
          cron(0 8 1 13 ? *)      | Month cannot be '13': it takes 1-12 or JAN-DEC, with lists (,), ranges (-), * and steps (/).
          cron(0 8 1 ? ? *)       | Month cannot be '?': it takes 1-12 or JAN-DEC, with lists (,), ranges (-), * and steps (/).
          cron(0 8 1 JANUARY ? *) | Month cannot be 'JANUARY': it takes 1-12 or JAN-DEC, with lists (,), ranges (-), * and steps (/).
          cron(0 8 ? * 0 *)       | Day-of-week cannot be '0': it takes 1-7 or SUN-SAT, SUN#1 for the first SUN of a month, SUNL for the last, with lists (,), ranges (-), * and steps (/).
          cron(0 8 ? * SUN#6 *)   | Day-of-week cannot be 'SUN#6': it takes 1-7 or SUN-SAT, SUN#1 for the first SUN of a month, SUNL for the last, with lists (,), ranges (-), * and steps (/).
          cron(0 8 ? * FUNL *)    | Day-of-week cannot be 'FUNL': it takes 1-7 or SUN-SAT, SUN#1 for the first SUN of a month, SUNL for the last, with lists (,), ranges (-), * and steps (/).
          cron(0 8 1 * MON *)     | Exactly one of Day-of-month and Day-of-week must be ?, but they are '1' and 'MON'.
          cron(0 8 * * * *)       | Exactly one of Day-of-month and Day-of-week must be ?, but they are '*' and '*'.
          cron(0 8 ? * ? *)       | Exactly one of Day-of-month and Day-of-week must be ?, but they are '?' and '?'.
          cron(0 8 31 FEB ? *)    | ScheduleExpression 'cron(0 8 31 FEB ? *)' names a day that no year has.
          cron(0 8 31 4,6,9 ? *)  | ScheduleExpression 'cron(0 8 31 4,6,9 ? *)' names a day that no year has.
          cron(0 * * * ? *)       | ScheduleExpression 'cron(0 * * * ? *)' opens windows 1 hour(s) apart: there must be at least 4 hours.
          cron(0 /3 * * ? *)      | ScheduleExpression 'cron(0 /3 * * ? *)' opens windows 3 hour(s) apart: there must be at least 4 hours.
          cron(0 2,23 * * ? *)    | ScheduleExpression 'cron(0 2,23 * * ? *)' opens windows 3 hour(s) apart: there must be at least 4 hours.
          cron(0 0,21 1,L * ? *)  | ScheduleExpression 'cron(0 0,21 1,L * ? *)' opens windows 3 hour(s) apart: there must be at least 4 hours.
          """)
  void anExpressionThatCannotBeFollowedIsRefusedWithTheFieldAndTheRule(
      String expression, String text) {
    assertThatExceptionOfType(InvalidSchedule.class)
        .isThrownBy(() -> Rules.expression(expression))
        .satisfies(refused -> assertThat(refused.text()).isEqualTo(text));
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cron(0 16 * * ? *)   | 9h  | Duration 9h is too long: the window that opens at 16:00 must close by the end of the UTC day. It can be at most 8h.
          cron(0 8/8 * * ? *)  | 9h  | Duration 9h is too long: the window that opens at 16:00 must close by the end of the UTC day. It can be at most 8h.
          cron(0 0,6 * * ? *)  | 7h  | Duration 7h is too long: a window must close before the next one opens 6 hours later. It can be at most 6h.
          cron(0 2/10 * * ? *) | 3h  | Duration 3h is too long: the window that opens at 22:00 must close by the end of the UTC day. It can be at most 2h.
          rate(4 hours)        | 5h  | Duration 5h is too long: a window must close before the next one opens 4 hours later. It can be at most 4h.
          rate(1 day)          | 25h | Duration must be a number of hours from 1h to 24h, such as 2h, but is '25h'.
          rate(1 day)          | 0h  | Duration must be a number of hours from 1h to 24h, such as 2h, but is '0h'.
          rate(1 day)          | 2   | Duration must be a number of hours from 1h to 24h, such as 2h, but is '2'.
          rate(1 day)          | 90m | Duration must be a number of hours from 1h to 24h, such as 2h, but is '90m'.
          """)
  void aWindowThatDoesNotFitIsRefusedWithTheLongestThatDoes(
      String expression, String duration, String text) {
    assertThatExceptionOfType(InvalidSchedule.class)
        .isThrownBy(() -> Rules.expression(expression, duration))
        .satisfies(refused -> assertThat(refused.text()).isEqualTo(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, Integer.MAX_VALUE})
  void aNumberOfDaysOutOfRangeIsRefused(int days) {
    assertThatExceptionOfType(InvalidSchedule.class)
        .isThrownBy(() -> Rules.days(days))
        .withMessage("AutomaticallyAfterDays must be from 1 to 1000, but is " + days + ".");
  }

  @Test
  void daysAndAnExpressionTogetherAreRefusedInTheWordsThatClientsKnow() {
    assertThatExceptionOfType(InvalidSchedule.class)
        .isThrownBy(
            () -> Schedule.parse(Optional.of(1), Optional.of("rate(1 day)"), Optional.empty()))
        .withMessage(
            "You cannot specify both rotation frequency and schedule expression together.");
  }

  @Test
  void rulesWithoutAScheduleAreRefused() {
    assertThatExceptionOfType(InvalidSchedule.class)
        .isThrownBy(() -> Schedule.parse(Optional.empty(), Optional.empty(), Optional.of("2h")))
        .withMessage("RotationRules must contain AutomaticallyAfterDays or ScheduleExpression.");
  }
}
