package gateway.external.store;

import static gateway.external.store.Values.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Files that are not what was written, and files of other versions. */
class DamagedFilesTest {

  private static final String FIRST = "undelivered-0";
  private static final String SECOND = "undelivered-1";

  private final Random random = new Random(11);

  /** What was held after each batch. */
  private final List<Map<String, String>> states = new ArrayList<>();

  /** Returns what a killed process leaves. */
  private FakeDisk filled(int batches, int room) throws IOException {
    return filled(new FakeDisk(), batches, room);
  }

  private FakeDisk filled(FakeDisk disk, int batches, int room) throws IOException {
    Map<String, String> state = new TreeMap<>();
    states.add(state);
    try (LogEngine engine = LogEngine.open(disk, room)) {
      for (int i = 0; i < batches; i++) {
        var batch = List.of(put("device " + i % 3, "status " + i), put("error", "e".repeat(i)));
        engine.write(batch);
        state = Values.apply(batch, state);
        states.add(state);
      }
      return disk.copy();
    }
  }

  private Map<String, String> last() {
    return states.get(states.size() - 1);
  }

  private static Map<String, String> open(FakeDisk disk) throws IOException {
    try (LogEngine engine = LogEngine.open(disk, 100_000)) {
      Map<String, String> found = Values.of(engine);
      engine.write(List.of(put("more", "1")));
      assertEquals("1", Values.of(engine).get("more"));
      return found;
    }
  }

  private static byte[] used(byte[] content) {
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(content, end);
  }

  private static boolean isSetAside(FakeDisk disk) {
    return disk.names().stream().anyMatch(n -> n.contains("corrupt"));
  }

  @Test
  void recoversWhatIsWholeOfAFileCutAtAnyLength() throws IOException {
    FakeDisk disk = filled(12, 100_000);
    byte[] content = used(disk.get(FIRST));
    int states = 0;
    int before = -1;
    for (int length = 0; length <= content.length; length++) {
      FakeDisk cut = new FakeDisk();
      cut.put(FIRST, Arrays.copyOf(content, length));
      int found = this.states.indexOf(open(cut));
      assertTrue(found >= Math.max(0, before), length + " bytes");
      states += found == before ? 0 : 1;
      before = found;
      boolean headerCut = length > 0 && length < Header.BLOCK && length < 40;
      boolean snapshotCut = length >= 40 && found < 1;
      assertEquals(headerCut || snapshotCut, isSetAside(cut), length + " bytes");
    }
    assertEquals(this.states.size(), states);
  }

  @Test
  void recoversWhatIsWholeBeforeAnyFlippedByte() throws IOException {
    FakeDisk disk = filled(12, 100_000);
    byte[] content = used(disk.get(FIRST));
    int before = 0;
    for (int i = 0; i < content.length; i++) {
      FakeDisk flipped = new FakeDisk();
      byte[] bytes = content.clone();
      bytes[i] ^= (byte) (1 << random.nextInt(8));
      flipped.put(FIRST, bytes);
      int found = states.indexOf(open(flipped));
      if (i < Header.BLOCK) {
        assertEquals(states.size() - 1, found, "a copy of the header is whole");
      } else {
        assertTrue(found >= before, "byte " + i);
        assertTrue(found < states.size() - 1, "byte " + i);
        assertEquals(found < states.size() - 2, isSetAside(flipped), "byte " + i);
        before = found;
      }
    }
    assertEquals(states.size() - 2, before);
  }

  @Test
  void tellsOfAnythingThatIsMissingAfterAnOrderlyEnd() throws IOException {
    FakeDisk disk = new FakeDisk();
    filled(disk, 12, 100_000);
    byte[] content = used(disk.get(FIRST));
    assertEquals(last(), open(disk.copy()));
    for (int i = Header.BLOCK; i < content.length; i++) {
      FakeDisk cut = new FakeDisk();
      cut.put(FIRST, Arrays.copyOf(content, i));
      assertNotEquals(last(), open(cut));
      assertTrue(isSetAside(cut), i + " bytes");
      FakeDisk flipped = disk.copy();
      flipped.get(FIRST)[i] ^= (byte) (1 << random.nextInt(8));
      assertNotEquals(last(), open(flipped));
      assertTrue(isSetAside(flipped), "byte " + i);
    }
  }

  @Test
  void isNotMisledByADamagedOrOlderMarkOfAnOrderlyEnd() throws IOException {
    FakeDisk disk = new FakeDisk();
    filled(disk, 12, 100_000);
    for (int i = Header.CLOSING; i < Header.CLOSING + 20; i++) {
      FakeDisk flipped = disk.copy();
      flipped.get(FIRST)[i] ^= 4;
      assertEquals(last(), open(flipped));
      assertFalse(isSetAside(flipped), "byte " + i);
    }
    byte[] before = disk.get(FIRST).clone();
    for (int i = 0; i < 2; i++) {
      open(disk);
    }
    ByteBuffer.wrap(disk.get(FIRST)).put(Header.CLOSING, before, Header.CLOSING, 20);
    assertEquals("1", open(disk).get("more"));
    assertFalse(isSetAside(disk));
  }

  @Test
  void fallsBackToTheOtherFileWhenTheNewerLostValues() throws IOException {
    FakeDisk disk = filled(200, 6000);
    Header first = header(disk, FIRST);
    Header second = header(disk, SECOND);
    String newer = first.generation() > second.generation() ? FIRST : SECOND;
    for (int i = 0; i < 300; i++) {
      FakeDisk flipped = disk.copy();
      byte[] content = flipped.get(newer);
      content[random.nextInt(content.length)] ^= 8;
      assertTrue(states.contains(open(flipped)), "a state that was");
    }
    FakeDisk lost = disk.copy();
    Arrays.fill(lost.get(newer), Header.BLOCK, Header.BLOCK + 100, (byte) 1);
    int found = states.indexOf(open(lost));
    assertTrue(found > 50, "state " + found);
    assertTrue(lost.names().contains(newer + ".corrupt-1"));
  }

  private static Header header(FakeDisk disk, String name) throws IOException {
    return Header.read(ByteBuffer.wrap(disk.get(name), 0, Header.BLOCK), name).orElseThrow();
  }

  @Test
  void setsGarbageAsideAndStartsEmpty() throws IOException {
    for (int i = 0; i < 200; i++) {
      byte[] garbage = new byte[1 + random.nextInt(20_000)];
      random.nextBytes(garbage);
      FakeDisk disk = new FakeDisk();
      disk.put(random.nextBoolean() ? FIRST : SECOND, garbage);
      assertEquals(Map.of(), open(disk));
      assertArrayEquals(
          garbage,
          disk.get(
              disk.names().stream().filter(n -> n.contains("corrupt")).findAny().orElseThrow()));
      assertEquals(Map.of("more", "1"), open(disk));
    }
  }

  @Test
  void survivesGarbageBehindAnIntactHeader() throws IOException {
    byte[] intact = filled(1, 100_000).get(FIRST);
    for (int i = 0; i < 200; i++) {
      byte[] garbage = new byte[Header.BLOCK + random.nextInt(20_000)];
      random.nextBytes(garbage);
      System.arraycopy(intact, 0, garbage, 0, Header.BLOCK);
      FakeDisk disk = new FakeDisk();
      disk.put(FIRST, garbage);
      assertEquals(Map.of(), open(disk));
      assertTrue(isSetAside(disk));
    }
  }

  @Test
  void takesAnEmptyOrZeroedFileForAnEmptyStore() throws IOException {
    for (int length : new int[] {0, 1, 4096, 100_000}) {
      FakeDisk disk = new FakeDisk();
      disk.put(FIRST, new byte[length]);
      assertEquals(Map.of(), open(disk));
      assertFalse(isSetAside(disk));
    }
  }

  @Test
  void keepsADamagedFileUntilItCanBeSetAside() throws IOException {
    FakeDisk disk = new FakeDisk();
    byte[] garbage = "not ours".getBytes(UTF_8);
    disk.put(FIRST, garbage);
    boolean[] readOnly = {true};
    disk.fault =
        operation -> {
          if (readOnly[0] && !List.of("open", "read").contains(operation)) {
            throw new IOException("Read-only file system");
          }
        };
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      assertThrows(IOException.class, () -> engine.write(List.of(put("a", "1"))));
      assertArrayEquals(garbage, disk.get(FIRST));
      readOnly[0] = false;
      engine.write(List.of(put("a", "1")));
    }
    assertArrayEquals(garbage, disk.get(FIRST + ".corrupt-1"));
    assertEquals(Map.of("a", "1"), open(disk));
  }

  @Test
  void refusesANewerFormatAndLeavesItAlone() throws IOException {
    for (boolean checked : new boolean[] {true, false}) {
      FakeDisk disk = filled(3, 100_000);
      ByteBuffer block = ByteBuffer.wrap(disk.get(FIRST));
      for (int start : new int[] {0, Header.BLOCK / 2}) {
        block.putInt(start + 8, 3);
        if (checked) {
          CRC32C crc = new CRC32C();
          crc.update(disk.get(FIRST), start, 36);
          block.putInt(start + 36, (int) crc.getValue());
        }
      }
      byte[] content = disk.get(FIRST).clone();
      NewerFormatException refusal =
          assertThrows(NewerFormatException.class, () -> LogEngine.open(disk, 3000));
      assertEquals(
          "undelivered-0 has format 3, this version knows formats up to 2", refusal.getMessage());
      assertEquals(List.of(FIRST), disk.names());
      assertArrayEquals(content, disk.get(FIRST));
    }
  }

  @Test
  void upgradesAnOlderFormat() throws IOException {
    FakeDisk disk = new FakeDisk();
    disk.put(FIRST, OldFormat.file(Map.of("a", "1", "b", "2"), Map.of("a", "3", "c", "")));
    byte[] content = disk.get(FIRST).clone();
    LogEngine.open(disk, 200_000).close();
    Header upgraded = header(disk, SECOND);
    assertEquals(Header.FORMAT, upgraded.format());
    assertFalse(isSetAside(disk));
    assertArrayEquals(content, disk.get(FIRST));
    disk.remove(FIRST);
    assertEquals(Map.of("a", "3", "b", "2", "c", ""), open(disk));
  }

  @Test
  void readsAnOlderFormatThatCannotBeUpgradedYet() throws IOException {
    FakeDisk disk = new FakeDisk();
    disk.put(FIRST, OldFormat.file(Map.of("a", "1"), Map.of("b", "2")));
    disk.room = 0;
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      assertEquals(Map.of("a", "1", "b", "2"), Values.of(engine));
      disk.room = Long.MAX_VALUE;
      engine.write(List.of(put("b", "3")));
    }
    assertEquals(Map.of("a", "1", "b", "3"), open(disk));
  }

  @Test
  void neverAppliesAnEncodedBatchInPart() throws DamagedException {
    Keys keys = new Keys();
    Map<String, byte[]> before = new HashMap<>(Map.of("a", "former value".getBytes(UTF_8)));
    try (BatchCodec codec = new BatchCodec()) {
      byte[] whole =
          codec.encode(
              Map.of(
                  "a", Optional.of("former values".getBytes(UTF_8)),
                  "b", Optional.of("x".repeat(500).getBytes(UTF_8))),
              before,
              keys);
      for (int i = 0; i < 20_000; i++) {
        byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        for (int flips = random.nextInt(3); flips >= 0 && bytes.length > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        Map<String, byte[]> values = new HashMap<>(before);
        Keys known = new Keys();
        try {
          codec.decode(1 + random.nextInt(2), ByteBuffer.wrap(bytes), values, known);
        } catch (DamagedException e) {
          assertEquals(before, values);
          assertEquals(0, known.count());
        }
      }
      codec.decode(2, ByteBuffer.wrap(whole), before, new Keys());
      assertEquals("former values", new String(before.get("a"), UTF_8));
    }
  }
}
