package gateway.simulator;

import java.util.concurrent.Callable;

/**
 * A command of {@code simulate} that a jar beside this one brings: a service for {@link
 * java.util.ServiceLoader}, annotated as picocli wants it.
 */
public interface SimulateCommand extends Callable<Integer> {}
