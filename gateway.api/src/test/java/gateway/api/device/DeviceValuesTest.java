package gateway.api.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeviceValuesTest {

  @Test
  void keysAreOrderedByModuleTypeAndRoleUnsigned() {
    List<DeviceKey> sorted =
        Stream.of(
                new DeviceKey(-1, 0, "a"),
                new DeviceKey(1, -1, "a"),
                new DeviceKey(1, 0, "b"),
                new DeviceKey(1, 0, "a"))
            .sorted()
            .toList();
    assertEquals("[1/0/a, 1/0/b, 1/4294967295/a, 4294967295/0/a]", sorted.toString());
  }

  @Test
  void aHostileRoleCannotForgeOrFloodALogLine() {
    assertEquals("1/0/a?ERROR b", new DeviceKey(1, 0, "a\nERROR b").toString());
    assertTrue(new DeviceKey(1, 0, "x".repeat(10_000)).toString().length() < 80);
  }

  @Test
  void prioritiesCompareUnsigned() {
    Device strong = Device.of(1, 0, "r", "n", 0);
    Device weak = Device.of(1, 0, "r", "n", -1);
    assertTrue(strong.comparePriority(weak) < 0);
  }

  @Test
  void nameAndPriorityAreNotPartOfTheIdentity() {
    assertEquals(Device.of(1, 0, "r", "a", 0).key(), Device.of(1, 0, "r", "b", 5).key());
  }

  @Test
  void deviceTypesAreAListOrAll() {
    assertTrue(DeviceTypes.parse(List.of("0", "4294967295")).supports(-1));
    assertFalse(DeviceTypes.parse(List.of("0", "1")).supports(2));
    assertTrue(DeviceTypes.parse(List.of("*")).supports(17));
    assertFalse(DeviceTypes.of().supports(0));
    assertThrows(IllegalArgumentException.class, () -> DeviceTypes.parse(List.of("zero")));
  }

  @Test
  void payloadsCompareByContent() {
    byte[] frame = "xx{\"a\":1}yy".getBytes();
    Payload part = Payload.wrap(frame, 2, 7);
    assertEquals(Payload.ofText("{\"a\":1}"), part);
    assertEquals(Payload.ofText("{\"a\":1}").hashCode(), part.hashCode());
    assertEquals("{\"a\":1}", part.compact().toText());
    assertEquals(Payload.EMPTY, Payload.wrap(frame, 3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Payload.wrap(frame, 9, 7));
  }

  @Test
  void aPartOfAPayloadSharesItsBytes() {
    Payload whole = Payload.wrap("xxabcdyy".getBytes(), 2, 4);
    assertEquals("bc", whole.part(1, 2).toText());
    assertEquals("c", whole.part(1, 2).part(1, 1).toText());
    assertEquals(Payload.EMPTY, whole.part(4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> whole.part(1, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> whole.part(-1, 2));
  }
}
