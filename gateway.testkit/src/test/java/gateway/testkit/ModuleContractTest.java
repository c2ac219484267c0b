package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import gateway.api.test.OnlyWhole;
import gateway.testkit.LampModule.Lamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** A module as it should be keeps the contract; each broken one fails the rule that it breaks. */
class ModuleContractTest implements ModuleContract {

  private static final Duration HANGS = Duration.ofMinutes(1);

  @Override
  public FleetModule newModule() {
    return new LampModule();
  }

  @Override
  public List<Samples> samples() {
    return List.of(LampModule.samples(), other(LampModule.samples()));
  }

  private static Samples other(Samples samples) {
    return Samples.ofType(-1)
        .statuses(samples.statuses().toArray(Payload[]::new))
        .commands(samples.commands().toArray(Payload[]::new));
  }

  /** Runs the contract; returns the messages of the rules that failed. */
  private static Map<String, String> failures(
      Supplier<FleetModule> modules,
      ModuleDescription description,
      List<Samples> samples,
      Duration hangs) {
    Map<String, String> failures = new TreeMap<>();
    Contract.tests(modules, description, samples, hangs)
        .flatMap(ModuleContractTest::flat)
        .forEach(
            test -> {
              try {
                test.getExecutable().execute();
              } catch (Throwable thrown) {
                failures.put(test.getDisplayName(), thrown.getMessage());
              }
            });
    return failures;
  }

  private static Stream<DynamicTest> flat(DynamicNode node) {
    return node instanceof DynamicContainer container
        ? container.getChildren().flatMap(ModuleContractTest::flat)
        : Stream.of((DynamicTest) node);
  }

  private static void assertBreaks(
      String rule, String message, Function<DeviceContext, DeviceLogic> logic) {
    assertModuleBreaks(
        rule,
        message,
        () ->
            new LampModule() {
              @Override
              public DeviceLogic newDevice(DeviceContext device) {
                return logic.apply(device);
              }
            });
  }

  private static void assertModuleBreaks(
      String rule, String message, Supplier<FleetModule> modules) {
    Map<String, String> failures =
        failures(modules, LampModule.DESCRIPTION, List.of(LampModule.samples()), HANGS);
    assertTrue(failures.containsKey(rule), failures::toString);
    assertTrue(failures.get(rule).contains(message), failures::toString);
  }

  @Test
  @SuppressWarnings("ReturnValueIgnored") // fails on an empty status
  void anExceptionIsNoVerdict() {
    assertBreaks(
        "gives a verdict on any status",
        "isStatusValid((empty)) threw java.lang.StringIndexOutOfBoundsException",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                return status.toText().charAt(0) == '{' && super.isStatusValid(status);
              }
            });
    assertBreaks(
        "gives a verdict on any command",
        "Return false for what you do not understand",
        device ->
            new Lamp() {
              @Override
              public boolean isCommandValid(Payload command) {
                if (command.toText().startsWith("[[[")) {
                  throw new StackOverflowError();
                }
                return super.isCommandValid(command);
              }
            });
  }

  /** Answers whole statuses as its single calls do. */
  private static class WholeLamp extends Lamp {

    @Override
    public boolean answersWhole() {
      return true;
    }
  }

  private static FleetModule making(Supplier<DeviceLogic> logic) {
    return new LampModule() {
      @Override
      public DeviceLogic newDevice(DeviceContext device) {
        return logic.get();
      }
    };
  }

  @Test
  void wholeAnswersKeepTheContractWithSingleCallsOrWithout() {
    for (Supplier<DeviceLogic> logic :
        List.<Supplier<DeviceLogic>>of(
            WholeLamp::new, () -> new OnlyWhole(new Lamp(), new Lamp()::answer))) {
      Map<String, String> failures =
          failures(
              () -> making(logic), LampModule.DESCRIPTION, List.of(LampModule.samples()), HANGS);
      failures.remove("is a bundle that a gateway accepts"); // it is none
      assertEquals(Map.of(), failures);
    }
  }

  @Test
  void aWholeAnswerThatDiffersFromTheSingleCallsIsTold() {
    String rule = "answers a whole status as the single calls do";
    assertBreaks(
        rule,
        "answer refuses a status, and isStatusValid does not: {\"pressed\":false}. Both must",
        device ->
            new WholeLamp() {
              @Override
              public StatusAnswer answer(StatusQuestion question) {
                return new Lamp() {
                  @Override
                  public boolean isStatusValid(Payload status) {
                    return super.isStatusValid(status) && status.toText().contains("true");
                  }
                }.answer(question);
              }
            });
    assertBreaks(
        rule,
        "with answer instead of the single calls. Both must decide the same",
        device ->
            new WholeLamp() {
              @Override
              public StatusAnswer answer(StatusQuestion question) {
                return new Lamp() {
                  @Override
                  public boolean sendNow(Payload current, Payload status) {
                    return true;
                  }
                }.answer(question);
              }
            });
  }

  @Test
  void aWholeAnswerIsCheckedAsTheSingleCallsAre() {
    assertBreaks(
        "gives a verdict on any status",
        "isStatusValid((empty)) threw java.lang.NullPointerException: answer returned null",
        device ->
            new WholeLamp() {
              @Override
              public StatusAnswer answer(StatusQuestion question) {
                return null;
              }
            });
  }

  @Test
  void whatIsAcceptedMustBeHandled() {
    assertBreaks(
        "gives a verdict on any status",
        "refuse it there, or",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                return status.toText().contains("pressed");
              }

              @Override
              public Payload aggregate(Payload current, Payload status) {
                if (!super.isStatusValid(status)) {
                  throw new IllegalArgumentException();
                }
                return status;
              }
            });
  }

  @Test
  void aReasonIsNeverNull() {
    assertBreaks(
        "accepts its samples",
        "refusalReason",
        device ->
            new Lamp() {
              @Override
              public String refusalReason() {
                return null;
              }
            });
  }

  @Test
  void aModuleAcceptsItsSamplesAndWhatItMakes() {
    assertBreaks(
        "accepts its samples",
        "isStatusValid refuses a sample status: {\"pressed\":true}",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                return false;
              }
            });
    assertBreaks(
        "accepts what it makes itself",
        "isCommandValid refuses the module's own firstCommand: off",
        device ->
            new Lamp() {
              @Override
              public Payload firstCommand() {
                return Payload.ofText("off");
              }
            });
    assertBreaks(
        "accepts what it makes itself",
        "aggregates to a status that its own isStatusValid refuses",
        device ->
            new Lamp() {
              @Override
              public Payload aggregate(Payload current, Payload status) {
                return Payload.ofText("[" + status.toText() + "]");
              }
            });
    assertBreaks(
        "accepts what it makes itself",
        "nextCommand({\"pressed\":true}, {\"pressed\":true}, (empty),"
            + " {\"lit\":false}) returned null",
        device ->
            new Lamp() {
              @Override
              public Payload nextCommand(
                  Payload status, Payload current, Optional<Payload> previous, Payload command) {
                return null;
              }
            });
  }

  @Test
  void whatAModuleMakesDoesNotGrow() {
    assertBreaks(
        "accepts what it makes itself",
        "must not grow",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                return status.toText().matches("\\{\"pressed\":(true|false)} *");
              }

              @Override
              public Payload aggregate(Payload current, Payload status) {
                return Payload.ofText(
                    current.toText() + " ".repeat(current.size() > 2_000_000 ? 0 : 20_000));
              }
            });
  }

  @Test
  void chanceTheClocksOriginAndTheArrayDoNotMatter() {
    int[] calls = {0};
    assertBreaks(
        "does the same for the same input",
        "the second of two equal runs",
        device ->
            new Lamp() {
              @Override
              public boolean sendNow(Payload current, Payload status) {
                return calls[0]++ % 7 == 0;
              }
            });
    assertBreaks(
        "does the same for the same input",
        "a clock with another origin",
        device ->
            new Lamp() {
              private long sentAt;

              @Override
              public boolean sendNow(Payload current, Payload status) {
                if (device.nanoTime() > sentAt + 3_000_000_000L) {
                  sentAt = device.nanoTime();
                  return true;
                }
                return false;
              }
            });
    assertBreaks(
        "does the same for the same input",
        "isStatusValid refuses after 0 statuses",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                return status.read((bytes, offset, length) -> length > 0 && bytes[0] == '{')
                    && super.isStatusValid(status);
              }
            });
  }

  @Test
  void theBytesAreNotTheModules() {
    assertBreaks(
        "accepts its samples",
        "has changed the bytes of a payload",
        device ->
            new Lamp() {
              @Override
              public boolean isStatusValid(Payload status) {
                boolean valid = super.isStatusValid(status);
                return status.<Boolean, RuntimeException>read(
                    (bytes, offset, length) -> {
                      if (length > 0) {
                        bytes[offset] = ' ';
                      }
                      return valid;
                    });
              }
            });
  }

  @Test
  void devicesShareNothing() {
    assertModuleBreaks(
        "keeps devices apart",
        "other devices beside it",
        () ->
            new LampModule() {
              private final DeviceLogic shared =
                  new Lamp() {
                    private int calls;

                    @Override
                    public boolean sendNow(Payload current, Payload status) {
                      return calls++ % 5 == 0;
                    }
                  };

              @Override
              public DeviceLogic newDevice(DeviceContext device) {
                return shared;
              }
            });
  }

  @Test
  @SuppressWarnings("ReturnValueIgnored") // fails on an empty status
  void aTakeOverBeginsWithoutAFirstCommand() {
    assertBreaks(
        "takes over from another version",
        "nextCommand",
        device ->
            new Lamp() {
              private Payload command;

              @Override
              public Payload firstCommand() {
                command = super.firstCommand();
                return command;
              }

              @Override
              public Payload nextCommand(
                  Payload status, Payload current, Optional<Payload> previous, Payload next) {
                return command;
              }
            });
    assertBreaks(
        "takes over from another version",
        "newDevice",
        device -> {
          device.currentStatus().ifPresent(status -> status.toText().charAt(0));
          return new Lamp();
        });
  }

  @Test
  void errorsAreFoldedByTheArgumentsAlone() {
    assertModuleBreaks(
        "folds errors by the arguments alone",
        "in a module that knows no device",
        () ->
            new LampModule() {
              private int missed;

              @Override
              public Payload aggregateError(
                  int deviceType, Optional<Payload> error, Payload status) {
                return Payload.ofText(String.valueOf(++missed));
              }
            });
  }

  private static FleetModule listing() {
    return new LampModule() {
      @Override
      public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
        return Payload.ofText(error.map(Payload::toText).orElse("") + status.toText());
      }
    };
  }

  @Test
  void errorsStayWithinBoundsUnlessTheAuthorSaysOtherwise() {
    assertModuleBreaks(
        "folds errors within bounds", "The gateway keeps 65536", ModuleContractTest::listing);
    assertEquals(
        Map.of(),
        failures(
            ModuleContractTest::listing,
            LampModule.DESCRIPTION,
            List.of(LampModule.samples().errorsGrow()),
            HANGS));
  }

  @Test
  void aCallThatHangsFails() {
    Map<String, String> failures =
        failures(
            () ->
                new LampModule() {
                  @Override
                  public Payload aggregateError(
                      int deviceType, Optional<Payload> error, Payload status) {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    return status;
                  }
                },
            LampModule.DESCRIPTION,
            List.of(LampModule.samples()),
            Duration.ofMillis(1));
    assertTrue(
        failures.get("folds errors within bounds").contains("does not return"), failures::toString);
  }

  @Test
  void samplesBelongToTheSupportedTypes() {
    List<String> messages = new ArrayList<>();
    for (List<Samples> samples :
        List.of(
            List.<Samples>of(),
            List.of(Samples.ofType(0)),
            List.of(LampModule.samples()),
            List.of(LampModule.samples(), other(LampModule.samples())))) {
      ModuleDescription description = new ModuleDescription(1, DeviceTypes.of(0, 7), true, false);
      messages.add(
          failures(LampModule::new, description, samples, HANGS)
              .get("samples for each device type"));
    }
    assertTrue(messages.get(0).contains("the samples are for none"), messages.get(0));
    assertTrue(messages.get(1).contains("device type 0 has no sample status"), messages.get(1));
    assertTrue(messages.get(2).contains("supports device types 0,7"), messages.get(2));
    assertTrue(messages.get(3).contains("device type 4294967295, which"), messages.get(3));
  }
}
