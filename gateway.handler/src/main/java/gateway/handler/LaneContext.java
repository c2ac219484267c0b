package gateway.handler;

import gateway.api.device.Device;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.StatusReport;
import java.util.function.LongSupplier;

/** What the devices of every lane share. Any thread. */
interface LaneContext {

  ModuleCatalog catalog();

  ModuleRuntime runtime();

  /** Returns the monotonic clock, in nanoseconds. */
  LongSupplier clock();

  long statusPeriodNanos();

  /** Returns what the records of all lanes share. */
  MemoryBudget memory();

  /** Returns the counters of the device's type. */
  TypeTotals totals(Device device);

  /** Hands a status to the external client, in order per device. */
  void forward(StatusReport report);
}
