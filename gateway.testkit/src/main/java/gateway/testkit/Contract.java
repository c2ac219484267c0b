package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import gateway.api.device.DeviceTypes;
import gateway.api.module.FleetModule;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** The tests of {@link ModuleContract}. */
final class Contract {

  private Contract() {}

  static Stream<DynamicNode> tests(
      Supplier<FleetModule> modules,
      ModuleDescription description,
      List<Samples> samples,
      Duration hangs) {
    return Stream.concat(
        Stream.of(
            dynamicTest(
                "is a bundle that a gateway accepts",
                () -> isABundle(BuiltBundle.of(modules.get().getClass()))),
            dynamicTest(
                "samples for each device type", () -> samplesForEachType(description, samples))),
        samples.stream()
            .map(
                sample ->
                    dynamicContainer(
                        sample.toString(),
                        rules(new TypeContract(modules, description, sample), hangs))));
  }

  private static void isABundle(BuiltBundle bundle) {
    if (!bundle.exports().isEmpty()) {
      fail(
          "the bundle exports "
              + bundle.exports()
              + ". A module exports nothing, or it could not be swapped without its neighbours:"
              + " remove Export-Package and @Export");
    }
    bundle.importFault().ifPresent(fault -> fail("the bundle " + fault));
  }

  private static void samplesForEachType(ModuleDescription description, List<Samples> samples) {
    samples.stream()
        .filter(sample -> sample.statuses().isEmpty())
        .findFirst()
        .ifPresent(empty -> fail(empty + " has no sample status: add statuses(…)"));
    List<Integer> types = samples.stream().map(Samples::deviceType).sorted().toList();
    types.stream()
        .filter(type -> !description.deviceTypes().supports(type))
        .findFirst()
        .ifPresent(
            type ->
                fail(
                    "there are samples for device type "
                        + Integer.toUnsignedString(type)
                        + ", which the module does not support ("
                        + description.deviceTypes()
                        + "): add it to deviceTypes of @ModuleProperties"));
    DeviceTypes sampled = DeviceTypes.of(types.stream().mapToInt(type -> type).toArray());
    boolean complete =
        description.deviceTypes().equals(DeviceTypes.ALL)
            ? !types.isEmpty()
            : description.deviceTypes().equals(sampled);
    if (!complete) {
      fail(
          "the module supports device types "
              + description.deviceTypes()
              + ", the samples are for "
              + (types.isEmpty() ? "none" : sampled)
              + ": add Samples.ofType(…)");
    }
  }

  private static Stream<DynamicTest> rules(TypeContract type, Duration hangs) {
    return Stream.of(
        rule("accepts its samples", hangs, type::acceptsItsSamples),
        rule("gives a verdict on any status", hangs, type::givesAVerdictOnAnyStatus),
        rule("gives a verdict on any command", hangs, type::givesAVerdictOnAnyCommand),
        rule("accepts what it makes itself", hangs, type::acceptsWhatItMakesItself),
        rule("does the same for the same input", hangs, type::doesTheSameForTheSameInput),
        rule(
            "answers a whole status as the single calls do",
            hangs,
            type::answersAWholeStatusAsTheSingleCallsDo),
        rule("keeps devices apart", hangs, type::keepsDevicesApart),
        rule("takes over from another version", hangs, type::takesOverFromAnotherVersion),
        rule("folds errors by the arguments alone", hangs, type::foldsErrorsByTheArgumentsAlone),
        rule("folds errors within bounds", hangs, type::foldsErrorsWithinBounds));
  }

  private static DynamicTest rule(String name, Duration hangs, Runnable rule) {
    return dynamicTest(
        name,
        () ->
            assertTimeoutPreemptively(
                hangs,
                rule::run,
                "a call of the module does not return; the gateway would abandon the call"
                    + " and its thread, and set the module aside"));
  }
}
