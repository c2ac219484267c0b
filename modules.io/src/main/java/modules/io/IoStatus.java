package modules.io;

import gateway.json.InvalidJsonException;
import gateway.json.JsonType;
import gateway.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/**
 * A status (PROTOCOL section 5.2): an array of the inputs, the outputs and the button counter.
 *
 * @param inputs whether they are on, from number 1
 * @param outputs from number 1; empty for a board that has none
 * @param presses of the button
 */
record IoStatus(List<Boolean> inputs, List<Output> outputs, long presses) {

  record Output(boolean failed, boolean on) {
    static final Output OFF = new Output(false, false);
  }

  private record InputEntry(double inNum, boolean inSt) {}

  private record OutputEntry(double outNum, boolean outErr, boolean outSt) {}

  private record ButtonEntry(double butPr) {}

  private static final JsonType<InputEntry> INPUT = JsonType.of(InputEntry.class);
  private static final JsonType<OutputEntry> OUTPUT = JsonType.of(OutputEntry.class);
  private static final JsonType<ButtonEntry> BUTTON = JsonType.of(ButtonEntry.class);

  private static final int PARTS = 3;

  /** Reads a status. What is listed beyond the board's number of inputs and outputs is ignored. */
  static IoStatus read(Board board, JsonValue text) {
    if (board == Board.UNKNOWN) {
      throw new IllegalArgumentException("no board has this device type");
    }
    List<JsonValue> parts = text.elements();
    if (parts.size() < PARTS) {
      throw new InvalidJsonException("[" + parts.size() + "] is missing");
    }
    List<Boolean> inputs = new ArrayList<>(Collections.nCopies(board.inputs(), false));
    for (JsonValue entry : first(board.inputs(), parts.get(0), 0)) {
      InputEntry input = entry.as(INPUT);
      set(inputs, input.inNum(), input.inSt());
    }
    List<Output> outputs = new ArrayList<>(Collections.nCopies(board.outputs(), Output.OFF));
    if (!outputs.isEmpty()) {
      for (JsonValue entry : first(board.outputs(), parts.get(1), 1)) {
        OutputEntry output = entry.as(OUTPUT);
        set(outputs, output.outNum(), new Output(output.outErr(), output.outSt()));
      }
    }
    return new IoStatus(inputs, outputs, (long) parts.get(2).as(BUTTON).butPr());
  }

  private static List<JsonValue> first(int count, JsonValue part, int index) {
    List<JsonValue> entries = part.elements();
    if (entries.size() < count) {
      throw new InvalidJsonException("[" + index + "] has fewer than " + count + " entries");
    }
    return entries.subList(0, count);
  }

  /** Numbers start at 1; other numbers are ignored. */
  private static <T> void set(List<T> values, double number, T value) {
    int index = (int) number - 1;
    if (index >= 0 && index < values.size()) {
      values.set(index, value);
    }
  }

  /** Writes every input and output of the board, in order; null for a board without outputs. */
  JsonValue toJson() {
    StringJoiner in = new StringJoiner(",", "[", "]");
    for (int i = 0; i < inputs.size(); i++) {
      in.add("{\"inNum\":" + (i + 1) + ",\"inSt\":" + inputs.get(i) + '}');
    }
    StringJoiner out = new StringJoiner(",", "[", "]");
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      out.add(
          "{\"outNum\":"
              + (i + 1)
              + ",\"outErr\":"
              + output.failed()
              + ",\"outSt\":"
              + output.on()
              + '}');
    }
    return JsonValue.of(
        "[" + in + ',' + (outputs.isEmpty() ? "null" : out) + ",{\"butPr\":" + presses + "}]");
  }
}
