package gateway.external.link;

import gateway.api.cloud.CloudEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a vehicle and its External Server talk (PROTOCOL section 4.2).
 *
 * @param publish what goes to the server
 * @param messages what comes from it
 * @param notifications its disconnect notifications (PROTOCOL section 4.10); the proof of concept
 *     has none
 */
record Topics(String publish, String messages, Optional<String> notifications) {

  static Topics of(CloudEndpoint endpoint) {
    String carId = endpoint.settings().get(MqttTransport.CAR_ID);
    if (carId != null) {
      return new Topics("to-server/" + carId, "to-client/" + carId, Optional.empty());
    }
    String path = endpoint.company() + '/' + endpoint.vehicle();
    return new Topics(
        path + "/module_gateway",
        path + "/external_server",
        Optional.of(path + "/external_server_disconnect"));
  }

  List<String> subscriptions() {
    return Stream.concat(Stream.of(messages), notifications.stream()).toList();
  }
}
