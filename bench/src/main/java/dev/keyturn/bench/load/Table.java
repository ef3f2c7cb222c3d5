package dev.keyturn.bench.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The rows of the run, printed as Markdown when all is measured, and each as soon as it is known.
final class Table {
  private static final String FORMAT = "| %-58s | %14s | %14s | %9s | %8s | %-6s |%n";

  private record Row(
      String what, String value, String against, String ratio, String target, boolean met) {}

  private final PrintStream out;
  private final List<Row> rows = new ArrayList<>();

  Table(PrintStream out) {
    this.out = out;
  }

  /// A rate that must reach a share of another.
  void ratio(String what, Comparison measured, double least) {
    add(
        new Row(
            what,
            text("%,.0f/s", measured.rate()),
            text("%,.0f/s", measured.against()),
            text("%.2f", measured.ratio()),
            text(">= %.1f", least),
            measured.ratio() >= least));
  }

  /// A time in milliseconds that may be so many times another at the most.
  void times(String what, Comparison measured, double most) {
    add(
        new Row(
            what,
            text("%,.1f ms", measured.rate()),
            text("%,.1f ms", measured.against()),
            text("%.2f", measured.ratio()),
            text("<= %.1f", most),
            measured.ratio() <= most));
  }

  /// Times in milliseconds that are only shown.
  void shown(String what, Comparison measured) {
    String ratio = text("%.2f", measured.ratio());
    String against = text("%,.1f ms", measured.against());
    add(new Row(what, text("%,.1f ms", measured.rate()), against, ratio, "", true));
  }

  /// A figure that must stay below a bound.
  void below(String what, String format, double value, double bound) {
    add(new Row(what, text(format, value), "", "", "< " + text(format, bound), value < bound));
  }

  /// A rate that must reach a bound.
  void above(String what, double rate, double least) {
    add(new Row(what, text("%,.0f/s", rate), "", "", text(">= %.0f/s", least), rate >= least));
  }

  /// A figure that is only shown, beside another.
  void shown(String what, String value, String against) {
    add(new Row(what, value, against, "", "", true));
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void add(Row row) {
    rows.add(row);
    print(row);
  }

  private void print(Row row) {
    String verdict = row.target.isEmpty() ? "" : row.met ? "met" : "MISSED";
    out.printf(FORMAT, row.what, row.value, row.against, row.ratio, row.target, verdict);
  }

  /// Prints all rows under their heads.
  void print() {
    out.println();
    out.printf(FORMAT, "what", "measured", "against", "ratio", "target", "");
    out.printf(FORMAT, "---", "--:", "--:", "--:", "--:", "---");
    rows.forEach(this::print);
  }

  boolean allMet() {
    return rows.stream().allMatch(Row::met);
  }
}
