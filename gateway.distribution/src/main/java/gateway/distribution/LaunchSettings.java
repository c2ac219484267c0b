package gateway.distribution;

import java.nio.file.Path;
import java.util.Map;

/**
 * The options of a run.
 *
 * @param home the unpacked distribution
 * @param data the folder that this gateway writes to
 * @param descriptor the {@code .bndrun} to start
 * @param addShell whether the shell is added to what is in the descriptor
 * @param interactive whether a shell may read from the terminal
 * @param properties framework properties for {@code gateway.config}
 */
record LaunchSettings(
    Path home,
    Path data,
    Path descriptor,
    boolean addShell,
    boolean interactive,
    Map<String, String> properties) {}
