package gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerComponentTest {

  private record At(String host, int port) implements BrokerComponent.Configuration {
    @Override
    public Class<? extends Annotation> annotationType() {
      return BrokerComponent.Configuration.class;
    }
  }

  /** An exception would come out of the container as a stack trace. */
  @Test
  void aTakenPortIsToldInOneLineThatNamesTheOptionAndThrowsNothing() throws IOException {
    List<String> lines = new ArrayList<>();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new BrokerComponent(new At("127.0.0.1", taken.getLocalPort()), lines::add).stop();
    }
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("--broker embedded:PORT"), lines.get(0));
  }
}
