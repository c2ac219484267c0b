package gateway.external.link;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;

/** What the log shows of a message, at level TRACE only: its beginning, on one line. */
record MessageText(byte[] message, Parser<? extends com.google.protobuf.Message> parser) {

  private static final int MAX_CHARACTERS = 400;

  @Override
  public String toString() {
    String text;
    try {
      text =
          TextFormat.printer()
              .emittingSingleLine(true)
              .printToString(parser.parseFrom(message))
              .strip();
    } catch (InvalidProtocolBufferException e) {
      text = "no message of the protocol";
    }
    return message.length
        + " bytes: "
        + (text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text);
  }
}
