package gateway.laboratory.outage;

import com.google.protobuf.ByteString;
import gateway.protocol.external.Command;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.StatusResponse;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Faults of a broker that is there: what it lets through, and what it sends. */
final class BrokerFault {

  private static final int PATIENCE = 15_000;
  private static final int MEGABYTE = 1_000_000;
  private static final List<Integer> GIANTS = List.of(40 * MEGABYTE, 90 * MEGABYTE);
  private static final int FLOOD = 79_000;
  private static final int MAX_LOGGED = 200;

  private static final List<byte[]> BAD =
      List.of(
          // a publication of 256 MB, of which nothing else comes
          new byte[] {0x30, -1, -1, -1, 0x7f},
          // a length of five bytes
          new byte[] {0x30, -1, -1, -1, -1, -1},
          // a topic that is not UTF-8
          new byte[] {0x30, 5, 0, 2, (byte) 0xc3, 0x28, 0},
          // a topic that is longer than its packet
          new byte[] {0x30, 3, 0, 0x7f, 'a'},
          // types that do not exist, or that no broker sends
          new byte[] {0, 0},
          new byte[] {(byte) 0xf0, 0},
          new byte[] {0x10, 0},
          // acknowledgements of nothing
          new byte[] {0x40, 2, -1, -1},
          new byte[] {0x40, 0});

  private BrokerFault() {}

  /** Mosquitto acknowledges and drops what a client has no right to publish. */
  static Fault noPublishRight(TestRig rig) {
    return new Fault() {
      private static final int LASTS = 4_000;

      @Override
      public void begin() {
        rig.broker().kill();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        Path rights = rig.gateway().work().resolve("rights");
        Files.write(
            rights,
            List.of(
                "topic read #",
                "topic write " + rig.topic(TestRig.TO_GATEWAY),
                "topic write " + rig.topic(TestRig.NOTIFICATION)));
        rig.broker().startWith(List.of("acl_file " + rights));
        Thread.sleep(LASTS);
        rig.awaitSaid("right to publish");
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.broker().kill();
        rig.broker().start();
      }
    };
  }

  /** It comes at each subscription, and must cost neither a session nor memory. */
  static Fault giant(TestRig rig, Random random) {
    int bytes = GIANTS.get(random.nextInt(GIANTS.size()));
    return new Fault() {
      private Thread publishing;

      @Override
      public void begin() {
        publishing = Threads.start("giant", this::publish);
      }

      private void publish() {
        retain(bytes);
      }

      private void retain(int length) {
        try (ForeignClient client = new ForeignClient(rig.broker().port(), "giant")) {
          client.retain(rig.topic(TestRig.TO_GATEWAY), length);
          rig.log().note("broker", "retains " + length + " bytes");
        } catch (IOException e) {
          rig.findings().violation("the giant cannot be published: " + e.getMessage());
        }
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        publishing.join();
        rig.awaitAll("a giant that is retained", PATIENCE);
        rig.relay().drop();
        Thread.sleep(millis);
        rig.awaitAll("a giant that is retained", PATIENCE);
      }

      @Override
      public void end() {
        retain(0);
      }
    };
  }

  /** Neither the session nor the log may suffer. */
  static Fault flood(TestRig rig, Random random) {
    return new Fault() {
      private Thread flooding;
      private int logged;

      @Override
      public void begin() {
        logged = rig.gateway().entriesLogged();
        flooding = Threads.start("flood", this::flood);
      }

      private void flood() {
        try (ForeignClient client = new ForeignClient(rig.broker().port(), "flood")) {
          List<byte[]> messages = meaningless(random);
          for (int i = 0; i < FLOOD; i++) {
            client.publish(rig.topic(TestRig.TO_GATEWAY), messages.get(i % messages.size()));
          }
          client.flush();
        } catch (IOException e) {
          rig.findings().violation("the flood ends: " + e.getMessage());
        }
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        flooding.join();
        Thread.sleep(millis);
        rig.awaitAll("a flood", PATIENCE);
      }

      @Override
      public void end() {
        int lines = rig.gateway().entriesLogged() - logged;
        rig.log().note("flood", lines + " entries in the log");
        if (lines > MAX_LOGGED) {
          rig.findings().violation(lines + " entries in the log for " + FLOOD + " messages");
        }
      }
    };
  }

  private static List<byte[]> meaningless(Random random) {
    byte[] noise = new byte[1 + random.nextInt(40)];
    random.nextBytes(noise);
    noise[0] = ForeignClient.MEANINGLESS;
    ExternalServer answer =
        ExternalServer.newBuilder()
            .setStatusResponse(
                StatusResponse.newBuilder().setSessionId("elsewhere").setMessageCounter(1))
            .build();
    ExternalServer command =
        ExternalServer.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setSessionId("elsewhere")
                    .setDeviceCommand(
                        DeviceCommand.newBuilder()
                            .setDevice(Device.newBuilder().setDeviceRole("nobody"))
                            .setCommandData(ByteString.copyFrom("{}", StandardCharsets.UTF_8))))
            .build();
    return List.of(noise, new byte[0], answer.toByteArray(), command.toByteArray());
  }

  /** The link ends, at most; the next one works. */
  static Fault badPackets(TestRig rig, Random random) {
    byte[] packet = BAD.get(random.nextInt(BAD.size()));
    return new Fault() {
      @Override
      public void begin() {
        rig.relay().inject(packet);
      }

      @Override
      public void end() throws InterruptedException {
        rig.awaitAll("a bad packet", PATIENCE);
      }
    };
  }
}
