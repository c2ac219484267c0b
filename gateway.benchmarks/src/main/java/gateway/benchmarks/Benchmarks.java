package gateway.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks and prints how each compares with the first of its group. */
public final class Benchmarks {

  private Benchmarks() {}

  /** Takes the arguments of JMH. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results = new Runner(new CommandLineOptions(arguments)).run();
    Map<String, Double> firsts = new LinkedHashMap<>();
    System.out.printf("%n%-40s %12s %10s %8s%n", "benchmark", "ns", "error", "ratio");
    for (RunResult each : results) {
      String name = each.getParams().getBenchmark();
      Result<?> result = each.getPrimaryResult();
      String[] parts = name.split("\\.");
      String group = parts[parts.length - 2];
      double first = firsts.computeIfAbsent(group, unknown -> result.getScore());
      System.out.printf(
          Locale.ROOT,
          "%-40s %12.1f %10.1f %8.2f%n",
          group + '.' + parts[parts.length - 1],
          result.getScore(),
          result.getScoreError(),
          result.getScore() / first);
    }
  }
}
