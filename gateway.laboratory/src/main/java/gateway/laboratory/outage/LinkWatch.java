package gateway.laboratory.outage;

/** Sees what passes over one link between the gateway and its broker, from the gateway's end. */
interface LinkWatch {

  /** The gateway has sent a packet, which is not on its way to the broker yet. */
  void fromGateway(MqttPacket packet);

  /** A packet of the broker is about to be handed to the gateway. */
  void toGateway(MqttPacket packet);

  /** A packet was handed to the other end. */
  void passed(MqttPacket packet);

  /** The link is gone. Called once. */
  void closed();
}
