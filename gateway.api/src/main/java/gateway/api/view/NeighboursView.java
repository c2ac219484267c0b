package gateway.api.view;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The stages that run in containers of their own, as one of them sees the others (PROTOCOL section
 * 7). Offered only if there are such stages. All methods may be called from any thread and return
 * at once.
 */
@ProviderType
public interface NeighboursView {

  /** Returns the stage that this container runs, such as {@code module-handler}. */
  String stage();

  /** Returns the broker of the stages. */
  BrokerSnapshot broker();

  /** Returns the stages beside this one. */
  List<NeighbourSnapshot> neighbours();

  /**
   * The broker of the stages.
   *
   * @param address host and port
   * @param connected whether there is a connection
   * @param inState time since this changed
   * @param reason why there is none; empty otherwise
   */
  record BrokerSnapshot(String address, boolean connected, Duration inState, String reason) {}

  /**
   * A stage in another container.
   *
   * @param stage such as {@code external-client}
   * @param present whether it can be reached
   * @param inState time since this changed
   * @param modules the modules that serve there
   * @param differences how they differ from those that serve here; empty where none serve here or
   *     there, and when they are alike
   * @param waiting devices with data that waits for that stage
   * @param lost statuses since the start that did not reach that stage and are in no error message,
   *     because their module could not fold them or because a bound was reached
   */
  record NeighbourSnapshot(
      String stage,
      boolean present,
      Duration inState,
      List<String> modules,
      List<String> differences,
      int waiting,
      long lost) {}
}
