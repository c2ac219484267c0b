package gateway.ipc;

import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Timing;
import gateway.mqtt.BrokerSettings.Will;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The topics of one gateway (PROTOCOL section 7). Device names are in the messages only, because
 * they may contain the separators of topics.
 *
 * @param instance name of the gateway among those that share the broker
 */
record Topics(String instance, StageName self) {

  private static final String ROOT = "module-gateway/v1/";
  private static final String PRESENCE = "presence";
  private static final String LINK = "link";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Returns the topic of this stage's presence. */
  String presence() {
    return root() + PRESENCE + '/' + self;
  }

  /** Returns the topic of messages to another stage. */
  String to(StageName other) {
    return root() + LINK + '/' + self + '/' + other;
  }

  /** Returns the topic filters of this stage. */
  List<String> subscriptions() {
    return List.of(root() + PRESENCE + "/+", root() + LINK + "/+/" + self);
  }

  /** Returns the name of this stage at the broker. */
  String clientId() {
    return "module-gateway-" + instance + '-' + self;
  }

  /** Returns the connect options of this stage: its last will announces its end. */
  BrokerSettings connection(Broker broker, Duration keepAlive) {
    return new BrokerSettings(broker, clientId(), new Timing(keepAlive, CONNECT_TIMEOUT))
        .withWill(new Will(presence(), new byte[0], true))
        .withSubscriptions(subscriptions());
  }

  /** Returns the other stage whose presence a message announces. */
  Optional<StageName> presenceOf(String topic) {
    return last(topic, root() + PRESENCE + '/').filter(stage -> stage != self);
  }

  /** Returns the sender of a message to this stage. */
  Optional<StageName> sender(String topic) {
    String end = "/" + self;
    return topic.endsWith(end)
        ? last(topic.substring(0, topic.length() - end.length()), root() + LINK + '/')
        : Optional.empty();
  }

  private static Optional<StageName> last(String topic, String before) {
    return topic.startsWith(before)
        ? StageName.of(topic.substring(before.length()))
        : Optional.empty();
  }

  private String root() {
    return ROOT + instance + '/';
  }
}
