package gateway.external;

import gateway.api.cloud.CloudEndpoint;
import gateway.api.cloud.CloudLink;
import gateway.api.cloud.CloudTransport;
import gateway.api.cloud.LinkEnd;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The transports that are there now. Any thread. */
final class Transports {

  private final Map<String, CloudTransport> byProtocol = new ConcurrentHashMap<>();

  void add(String protocol, CloudTransport transport) {
    byProtocol.put(protocol, transport);
  }

  void remove(String protocol, CloudTransport transport) {
    byProtocol.remove(protocol, transport);
  }

  /** Returns the transport of a protocol, which says so where there is none when it is used. */
  CloudTransport of(String protocol) {
    return (endpoint, listener) ->
        Optional.ofNullable(byProtocol.get(protocol))
            .map(transport -> open(transport, endpoint, listener))
            .orElseGet(() -> none("no transport for " + protocol + " is installed", listener));
  }

  private static CloudLink open(
      CloudTransport transport, CloudEndpoint endpoint, CloudLink.Listener listener) {
    try {
      return transport.open(endpoint, listener);
    } catch (RuntimeException e) {
      return none(e.getMessage() == null ? e.toString() : e.getMessage(), listener);
    }
  }

  private static CloudLink none(String reason, CloudLink.Listener listener) {
    listener.ended(new LinkEnd(LinkEnd.Kind.UNREACHABLE, reason));
    return new CloudLink() {
      @Override
      public void publish(byte[] message, Runnable acknowledged) {
        // its end is already told
      }

      @Override
      public CompletionStage<Void> close(boolean sessionOver) {
        return CompletableFuture.completedFuture(null);
      }
    };
  }
}
