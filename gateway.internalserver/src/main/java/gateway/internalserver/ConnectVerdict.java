package gateway.internalserver;

import gateway.protocol.internal.DeviceConnectResponse.ResponseType;

/** The answers to a connect (PROTOCOL section 2.3). */
enum ConnectVerdict {
  OK(ResponseType.OK),
  ALREADY_CONNECTED(ResponseType.ALREADY_CONNECTED),
  MODULE_NOT_SUPPORTED(ResponseType.MODULE_NOT_SUPPORTED),
  DEVICE_NOT_SUPPORTED(ResponseType.DEVICE_NOT_SUPPORTED),
  HIGHER_PRIORITY_ALREADY_CONNECTED(ResponseType.HIGHER_PRIORITY_ALREADY_CONNECTED);

  private final int code;

  ConnectVerdict(ResponseType type) {
    code = type.getNumber();
  }

  int code() {
    return code;
  }
}
