package gateway.laboratory.outage;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a gateway keeps its data.
 *
 * @param prefix what its command begins with, to see the folder at all
 * @param folder as the gateway sees it
 * @param seen as this process sees it
 */
record DataPlace(List<String> prefix, Path folder, Path seen) {

  static DataPlace plain(Path folder) {
    return new DataPlace(List.of(), folder, folder);
  }
}
