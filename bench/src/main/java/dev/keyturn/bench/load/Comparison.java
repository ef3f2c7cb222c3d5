package dev.keyturn.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// A rate beside another, of rounds that were measured in turns so that what else the machine does
/// meets both.
///
/// @param rate the median
/// @param against the median of the other
/// @param ratio the median of the rounds' ratios
record Comparison(double rate, double against, double ratio) {

  static Comparison of(double[] rates, double[] others) {
    double[] ratios = new double[rates.length];
    Arrays.setAll(ratios, round -> rates[round] / others[round]);
    return new Comparison(median(rates), median(others), median(ratios));
  }

  /// Measures several sides in turns.
  ///
  /// @return the rates of each side, by round
  static List<double[]> inTurns(int rounds, List<Callable<Double>> sides) throws Exception {
    List<double[]> rates =
        IntStream.range(0, sides.size()).mapToObj(_ -> new double[rounds]).toList();
    for (int round = 0; round < rounds; round++) {
      for (int side = 0; side < sides.size(); side++) {
        rates.get(side)[round] = sides.get(side).call();
      }
    }
    return rates;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
