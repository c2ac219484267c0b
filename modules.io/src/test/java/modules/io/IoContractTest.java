package modules.io;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.Samples;
import java.util.List;

/** The rules that every module must keep. */
class IoContractTest implements ModuleContract {

  @Override
  public FleetModule newModule() {
    return new IoModule();
  }

  @Override
  public List<Samples> samples() {
    return List.of(board(1, 6, 4), board(2, 4, 4), board(3, 6, 7), button());
  }

  private static Samples board(int type, int inputs, int outputs) {
    return Samples.ofType(type)
        .statuses(
            status(inputs, -1, outputs, 0),
            status(inputs, 1, outputs, 0),
            status(inputs, 1, outputs, 3),
            status(inputs, 2, outputs + 1, 0))
        .invalidStatuses("", "null", "[]", "[[],[],{}]", status(inputs - 1, 1, outputs, 0))
        .commands("[{\"outNum\":1,\"actType\":2},{\"outNum\":2,\"actType\":0}]", "[]", "{}")
        .invalidCommands("7", "{\"outNum\":1}", "[{\"outNum\":1}]");
  }

  private static Samples button() {
    return Samples.ofType(4)
        .statuses(
            "[[{\"inNum\":1,\"inSt\":true}],null,{\"butPr\":0}]",
            "[[{\"inNum\":1,\"inSt\":false}],[],{\"butPr\":4}]")
        .invalidStatuses("", "[]", "[[{\"inNum\":1,\"inSt\":true}],null]")
        .commands("null")
        .invalidCommands("true");
  }

  private static String status(int inputs, int on, int outputs, int presses) {
    StringBuilder text = new StringBuilder("[[");
    for (int i = 1; i <= inputs; i++) {
      text.append(i == 1 ? "" : ",").append("{\"inNum\":" + i + ",\"inSt\":" + (i == on) + '}');
    }
    text.append("],[");
    for (int i = 1; i <= outputs; i++) {
      text.append(i == 1 ? "" : ",")
          .append("{\"outNum\":" + i + ",\"outErr\":false,\"outSt\":" + (i == on) + '}');
    }
    return text.append("],{\"butPr\":" + presses + "}]").toString();
  }
}
