package gateway.laboratory.outage;

import gateway.simulator.console.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the rounds and prints what comes out, also when it is interrupted. */
final class OutageRun {

  private static final int RATE = 10;
  private static final long SECOND = 1_000_000_000;
  private static final int MAX_LINE = 400;

  private final Wishes wishes;
  private final PrintWriter out;
  private final OutageReport report = new OutageReport();
  private boolean interrupted;

  OutageRun(Wishes wishes, PrintWriter out) {
    this.wishes = wishes;
    this.out = out;
  }

  /**
   * Runs it all.
   *
   * @param home the distribution of the gateway
   * @param keep whether logs and data stay even if everything is well
   * @return whether everything is well
   */
  boolean run(Path home, Path mosquitto, boolean keep) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gateway-outage-");
    boolean finished = false;
    try (Laboratory laboratory =
        new Laboratory(folder, home, mosquitto, wishes.apart, wishes.devices, SECOND / RATE)) {
      Thread hook = new Thread(() -> interrupt(laboratory), "outage-end");
      Runtime.getRuntime().addShutdownHook(hook);
      printIntroduction();
      laboratory.start();
      rounds(laboratory);
      calm(laboratory);
      printResults(laboratory);
      finished = true;
      Runtime.getRuntime().removeShutdownHook(hook);
    } finally {
      if (keep || !finished || !report.isGood()) {
        print("Logs and data are in " + folder);
      } else {
        delete(folder);
      }
    }
    return report.isGood();
  }

  /** A run that is interrupted prints its results so far. */
  private void interrupt(Laboratory laboratory) {
    printResults(laboratory);
    synchronized (this) {
      interrupted = true;
    }
    try {
      laboratory.close();
    } catch (IOException e) {
      System.err.println("simulate outage: " + e.getMessage());
    }
  }

  private void printIntroduction() {
    print(
        "Outage laboratory: seed %d, %d devices at %d Hz"
            .formatted(wishes.seed, wishes.devices, RATE));
    print(
        "All times of the protocol are divided by %d: a second here is %d s of a vehicle's."
            .formatted(LabTimes.DIVISOR, LabTimes.DIVISOR));
    print(
        "Not divided: the answer deadline of devices (%d ms), storing (%d ms), MQTT keep-alive"
                .formatted(LabTimes.ANSWER_DEADLINE, LabTimes.STORED_AFTER)
            + " and connect (1 s).");
  }

  private void rounds(Laboratory laboratory) throws IOException, InterruptedException {
    Faults faults = laboratory.faults();
    long begin = System.nanoTime();
    for (int number = wishes.from; number - wishes.from < wishes.rounds; number++) {
      double elapsed = (double) (System.nanoTime() - begin) / SECOND;
      if (wishes.seconds.filter(most -> elapsed > most).isPresent()) {
        return;
      }
      RoundPlan plan =
          RoundPlan.of(wishes.seed, number, wishes.faults, wishes.phases, wishes.devices);
      Optional<String> missing = faults.missing(plan.fault());
      if (missing.isPresent()) {
        report.skip(plan.fault(), missing.get());
      } else {
        round(laboratory, plan, faults.make(plan));
      }
    }
  }

  private void round(Laboratory laboratory, RoundPlan plan, Fault fault)
      throws IOException, InterruptedException {
    if (Terminal.isInteractive()) {
      out.print("round " + plan.number() + "  " + plan.text() + " …\r");
      out.flush();
    }
    RoundResult result = laboratory.run(plan, fault);
    synchronized (this) {
      report.add(result);
    }
    print(OutageReport.line(result));
    if (!result.isGood()) {
      result.violations().examples().forEach(example -> print("  ! " + shortened(example)));
      int more = result.violations().count() - result.violations().examples().size();
      if (more > 0) {
        print("  ! and " + more + " more");
      }
      fail("round %d (%s): repeat with %s".formatted(plan.number(), plan.text(), repeat(plan)));
    }
  }

  private void calm(Laboratory laboratory) throws InterruptedException {
    for (String example : laboratory.calm().examples()) {
      fail("afterwards: " + shortened(example));
    }
  }

  private synchronized void fail(String what) {
    report.fail(what);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + "…";
  }

  private String repeat(RoundPlan plan) {
    StringBuilder command = new StringBuilder("./gateway simulate outage");
    command.append(" --seed ").append(wishes.seed);
    command.append(" --from ").append(plan.number()).append(" --rounds 1");
    command.append(" --devices ").append(wishes.devices);
    command.append(wishes.apart ? " --apart" : "");
    if (wishes.faults.size() < FaultKind.all(wishes.apart).size()) {
      command.append(" --faults ").append(listed(wishes.faults));
    }
    if (wishes.phases.size() < SessionPhase.values().length) {
      command.append(" --phase ").append(listed(wishes.phases));
    }
    return command.toString();
  }

  private static String listed(List<?> names) {
    return names.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private synchronized void printResults(Laboratory laboratory) {
    print("");
    report.table().forEach(this::print);
    print("");
    print(
        "Store of the gateway: at most %,d bytes; written to disk while it served: %,d bytes."
            .formatted(laboratory.largestStore(), laboratory.written()));
    report.oldestAtKill().ifPresent(this::print);
    laboratory.excuses().ifPresent(this::print);
    report.failures().forEach(this::print);
    print(report.verdict() + " (seed " + wishes.seed + ")");
  }

  /** After an interruption only what is being printed then is of interest. */
  private synchronized void print(String line) {
    if (!interrupted) {
      out.println(line);
      out.flush();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * What is to be done.
   *
   * @param from number of the first round
   * @param seconds after which no further round begins
   * @param apart whether each stage runs in a process of its own
   */
  record Wishes(
      long seed,
      int from,
      int rounds,
      Optional<Double> seconds,
      int devices,
      List<FaultKind> faults,
      List<SessionPhase> phases,
      boolean apart) {}
}
