package gateway.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import gateway.api.device.Payload;
import gateway.api.module.FleetModule;
import gateway.api.stage.UndeliveredBounds;
import gateway.testkit.DeviceRecord.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules of {@link ModuleContract} for the devices of one type. */
final class TypeContract {

  private static final int STEPS = 60;
  private static final int OUTAGE = 10_000;

  /** Payloads that another version may have left. */
  private static final List<String> FOREIGN = List.of("", "{}", "[]", "null", "another version's");

  private static final String AGREE =
      "Both must decide the same; or let the single calls throw UnsupportedOperationException.";

  private static final long ORIGIN = 1_000_000_000L;

  private final Supplier<FleetModule> modules;
  private final ModuleDescription description;
  private final Samples samples;

  TypeContract(Supplier<FleetModule> modules, ModuleDescription description, Samples samples) {
    this.modules = modules;
    this.description = description;
    this.samples = samples;
  }

  private FleetModule newModule() {
    return new CheckedModule(modules.get());
  }

  private DeviceRecord newDevice(FleetModule module) {
    return new DeviceRecord(module, description, samples.deviceType(), ORIGIN);
  }

  private DeviceRecord newDevice() {
    return newDevice(newModule());
  }

  /** A sequence of statuses in which every sample follows every other one. */
  private List<Payload> day() {
    List<Payload> statuses = samples.statuses();
    Random random = new Random(3);
    return Stream.concat(
            statuses.stream(),
            IntStream.range(0, STEPS).mapToObj(i -> statuses.get(random.nextInt(statuses.size()))))
        .toList();
  }

  void acceptsItsSamples() {
    for (Payload status : samples.statuses()) {
      if (!newDevice().logic().isStatusValid(status)) {
        fail("isStatusValid refuses a sample status: " + PayloadText.of(status));
      }
    }
    for (Payload status : samples.invalidStatuses()) {
      if (newDevice().logic().isStatusValid(status)) {
        fail("isStatusValid accepts a status that is marked as invalid: " + PayloadText.of(status));
      }
    }
    for (Payload command : samples.commands()) {
      if (!newDevice().logic().isCommandValid(command)) {
        fail("isCommandValid refuses a sample command: " + PayloadText.of(command));
      }
    }
    for (Payload command : samples.invalidCommands()) {
      if (newDevice().logic().isCommandValid(command)) {
        fail(
            "isCommandValid accepts a command that is marked as invalid: "
                + PayloadText.of(command));
      }
    }
  }

  void givesAVerdictOnAnyStatus() {
    FleetModule module = newModule();
    HostilePayloads.around(samples.statuses())
        .forEach(
            hostile -> {
              DeviceRecord first = newDevice(module);
              if (first.logic().isStatusValid(hostile)) {
                check(first, first.status(hostile));
                follow(module, hostile);
                module.aggregateError(samples.deviceType(), Optional.empty(), hostile);
              }
            });
  }

  /** An odd but accepted status between ordinary ones. */
  private void follow(FleetModule module, Payload odd) {
    DeviceRecord device = newDevice(module);
    for (Payload status : List.of(samples.statuses().get(0), odd, odd, samples.statuses().get(0))) {
      check(device, device.status(status));
    }
  }

  void givesAVerdictOnAnyCommand() {
    FleetModule module = newModule();
    List<Payload> known = new ArrayList<>(samples.commands());
    known.add(newDevice(module).firstCommand(samples.statuses().get(0)));
    HostilePayloads.around(known)
        .filter(hostile -> !hostile.isEmpty()) // never asked
        .forEach(
            hostile -> {
              DeviceRecord device = newDevice(module);
              device.status(samples.statuses().get(0));
              if (device.logic().isCommandValid(hostile)) {
                for (Payload status : samples.statuses()) {
                  device.queue(hostile);
                  check(device, device.status(status));
                }
              }
            });
  }

  private static void check(DeviceRecord device, Outcome outcome) {
    if (!outcome.command().isEmpty() && !device.logic().isCommandValid(outcome.command())) {
      fail(
          "the module makes a command that its own isCommandValid refuses: "
              + PayloadText.of(outcome.command())
              + ". What firstCommand and nextCommand return must be a valid command, or empty.");
    }
    checkStatus(device, outcome);
  }

  private static void checkStatus(DeviceRecord device, Outcome outcome) {
    if (!device.logic().isStatusValid(outcome.current())) {
      fail(
          "the module aggregates to a status that its own isStatusValid refuses: "
              + PayloadText.of(outcome.current())
              + ". The result of aggregate is the current status of the device: it must be a"
              + " status.");
    }
  }

  void acceptsWhatItMakesItself() {
    DeviceRecord device = newDevice();
    Payload first = device.firstCommand(samples.statuses().get(0));
    if (!first.isEmpty() && !device.logic().isCommandValid(first)) {
      fail("isCommandValid refuses the module's own firstCommand: " + PayloadText.of(first));
    }
    for (int i = 0; i < 10; i++) {
      for (Outcome outcome : walk(device, UnaryOperator.identity())) {
        check(device, outcome);
        bounded("aggregate", outcome.current());
        bounded("nextCommand", outcome.command());
      }
    }
  }

  private static void bounded(String call, Payload result) {
    if (result.size() > HostilePayloads.MAX_BYTES) {
      fail(
          call
              + " returned "
              + result
              + ", more than the 1 MiB that a frame may have: what it makes must not grow with the"
              + " number of statuses");
    }
  }

  /** Sends the sequence, with a command of the cloud before every third status. */
  private List<Outcome> walk(DeviceRecord device, UnaryOperator<Payload> as) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Payload status : day()) {
      int step = outcomes.size();
      if (!samples.commands().isEmpty() && step % 3 == 2) {
        Payload command = as.apply(samples.commands().get(step % samples.commands().size()));
        device.logic().isCommandValid(command);
        device.queue(command);
      }
      Payload sent = as.apply(status);
      if (!device.logic().isStatusValid(sent)) {
        fail(
            "isStatusValid refuses after "
                + step
                + " statuses what it accepts from a new device: "
                + PayloadText.of(status));
      }
      outcomes.add(device.status(sent));
    }
    return outcomes;
  }

  void doesTheSameForTheSameInput() {
    List<Outcome> expected = walk(newDevice(), UnaryOperator.identity());
    same(
        expected,
        walk(newDevice(), UnaryOperator.identity()),
        "the second of two equal runs. Decide by the arguments, the fields of this device's logic"
            + " and DeviceContext.nanoTime(), never by chance, the system's clock or static fields");
    same(
        expected,
        walk(newDevice(), TypeContract::slice),
        "payloads that are a part of a larger array. Payload.read gives an offset and a length:"
            + " keep to them");
    same(
        expected,
        walk(
            new DeviceRecord(
                newModule(),
                description,
                samples.deviceType(),
                Long.MAX_VALUE - STEPS * ORIGIN / 2),
            UnaryOperator.identity()),
        "a clock with another origin. Of DeviceContext.nanoTime() only differences have a meaning:"
            + " do not begin with 0, and compare by subtraction");
  }

  /** Where the single calls are supported, they agree with the answer to the whole status. */
  void answersAWholeStatusAsTheSingleCallsDo() {
    if (!newDevice().isWhole() || !supportsSingleCalls()) {
      return;
    }
    Stream.of(
            samples.statuses().stream(),
            samples.invalidStatuses().stream(),
            HostilePayloads.around(samples.statuses()))
        .flatMap(statuses -> statuses)
        .forEach(
            status -> {
              boolean whole = newDevice().logic().isStatusValid(status);
              if (whole != singleCalls().logic().isStatusValid(status)) {
                fail(
                    "answer "
                        + (whole ? "accepts" : "refuses")
                        + " a status, and isStatusValid does not: "
                        + PayloadText.of(status)
                        + ". "
                        + AGREE);
              }
            });
    same(
        walk(singleCalls(), UnaryOperator.identity()),
        walk(newDevice(), UnaryOperator.identity()),
        "answer instead of the single calls. " + AGREE);
  }

  private DeviceRecord singleCalls() {
    return new DeviceRecord(newModule(), description, samples.deviceType(), ORIGIN, true);
  }

  private boolean supportsSingleCalls() {
    try {
      modules.get().newDevice(singleCalls().context()).isStatusValid(samples.statuses().get(0));
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private static Payload slice(Payload payload) {
    byte[] larger = new byte[payload.size() + 14];
    Arrays.fill(larger, (byte) '"');
    payload.copyTo(larger, 7);
    return Payload.wrap(larger, 7, payload.size());
  }

  private static void same(List<Outcome> expected, List<Outcome> actual, String with) {
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        fail(
            "status "
                + (i + 1)
                + " of a device was once "
                + expected.get(i)
                + ", and then "
                + actual.get(i)
                + ", with "
                + with);
      }
    }
  }

  void keepsDevicesApart() {
    List<Outcome> expected = walk(newDevice(), UnaryOperator.identity());
    FleetModule module = newModule();
    DeviceRecord watched = newDevice(module);
    DeviceRecord other = newDevice(module);
    List<Payload> statuses = samples.statuses();
    int[] sent = {0};
    List<Outcome> actual =
        walk(
            watched,
            payload -> {
              Payload next = statuses.get(sent[0]++ * 7 % statuses.size());
              other.logic().isStatusValid(next);
              other.status(next);
              newDevice(module).status(statuses.get(statuses.size() - 1));
              return payload;
            });
    same(
        expected,
        actual,
        "other devices beside it. Make a new DeviceLogic in each newDevice, and keep a device's"
            + " state in its fields: not in the module's, not in static ones");
  }

  void takesOverFromAnotherVersion() {
    for (int after = 1; after <= 2 * samples.statuses().size(); after++) {
      DeviceRecord device = newDevice();
      day().stream().limit(after).forEach(device::status);
      device.takeOver(newModule(), device.current());
      samples.commands().forEach(command -> device.logic().isCommandValid(command));
      walk(device, UnaryOperator.identity()).forEach(outcome -> check(device, outcome));
    }
    for (String foreign : FOREIGN) {
      DeviceRecord device = newDevice();
      device.takeOver(newModule(), Payload.ofText(foreign));
      device.queue(Payload.ofText(foreign));
      walk(device, UnaryOperator.identity()).forEach(outcome -> checkStatus(device, outcome));
    }
  }

  void foldsErrorsByTheArgumentsAlone() {
    FleetModule used = newModule();
    DeviceRecord device = newDevice(used);
    Optional<Payload> error = Optional.empty();
    for (Payload status : day()) {
      device.status(status);
      for (Payload undelivered : List.of(status, device.current())) {
        Payload expected = newModule().aggregateError(samples.deviceType(), error, undelivered);
        Payload actual = used.aggregateError(samples.deviceType(), error, undelivered);
        if (!expected.equals(actual)) {
          fail(
              "aggregateError gave "
                  + PayloadText.of(actual)
                  + ", and in a module that knows no device "
                  + PayloadText.of(expected)
                  + ", for the same arguments. It may run in another process than the devices:"
                  + " decide by the arguments alone");
        }
        error = Optional.of(actual);
      }
    }
    for (String foreign : FOREIGN) {
      used.aggregateError(
          samples.deviceType(), Optional.of(Payload.ofText(foreign)), samples.statuses().get(0));
    }
  }

  void foldsErrorsWithinBounds() {
    FleetModule module = newModule();
    List<Payload> day = day();
    Optional<Payload> error = Optional.empty();
    for (int i = 0; i < OUTAGE; i++) {
      Payload status = day.get(i % day.size());
      error = Optional.of(module.aggregateError(samples.deviceType(), error, status));
      int size = error.get().size();
      if (size > UndeliveredBounds.ERROR_MAX_BYTES) {
        if (samples.mayErrorsGrow()) {
          return;
        }
        fail(
            "after "
                + (i + 1)
                + " undelivered statuses the error message has "
                + size
                + " bytes. The gateway keeps "
                + UndeliveredBounds.ERROR_MAX_BYTES
                + " and drops what comes later: count, or keep the newest; or say"
                + " Samples.errorsGrow() if that loss is right for this device type");
      }
    }
  }
}
