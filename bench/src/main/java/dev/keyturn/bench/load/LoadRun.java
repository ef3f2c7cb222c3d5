package dev.keyturn.bench.load;

import java.nio.file.Files;
import java.util.Random;

/// Measures the packaged program and prints one table.
public final class LoadRun {
  private LoadRun() {}

  private interface Part {
    void measure() throws Exception;
  }

  /// Exit code 1: a target was missed.
  ///
  /// @param arguments see [Options]
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Files.createDirectories(options.folder());
    Table table = new Table(System.out);
    Bench bench = new Bench(options, new Stores(options), table, new Random(7));
    for (String row : options.rows()) {
      part(row, bench).measure();
    }
    table.print();
    System.exit(table.allMet() ? 0 : 1);
  }

  private static Part part(String row, Bench bench) {
    return switch (row) {
      case "reads" -> new Reads(bench)::measure;
      case "policies" -> new Policies(bench)::measure;
      case "writes" -> new Writes(bench)::measure;
      case "rotations" -> new WhileRotating(bench)::measure;
      case "rotation" -> new Rotations(bench)::measure;
      case "due" -> new ManyDue(bench)::measure;
      case "functions" ->
          () -> {
            new Functions(bench).measure();
            new FunctionRotations(bench).measure();
          };
      case "restart" -> new Starts(bench)::restart;
      case "start" -> new Starts(bench)::firstAnswer;
      default ->
          throw new IllegalArgumentException("--rows is some of " + Options.ROWS + ", not " + row);
    };
  }
}
