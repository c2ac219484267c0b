package gateway.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ops4j.pax.logging.logback.internal.PaxLoggingServiceImpl;
import org.ops4j.pax.logging.logback.internal.spi.PaxLoggingEventForLogback;
import org.ops4j.pax.logging.spi.PaxAppender;
import org.ops4j.pax.logging.spi.PaxLoggingEvent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Hands every line of the log to the {@link PaxAppender} services whose {@code
 * org.ops4j.pax.logging.appender.name} is {@code gateway}, the name of its marker among the
 * properties. The bridge that pax-logging has for this loses the marker, and finds out for each
 * line where in the source it was written.
 */
public final class LogTap extends UnsynchronizedAppenderBase<ILoggingEvent> {

  /** Property with the name of the line's marker. */
  static final String MARKER = "marker";

  private static final String FILTER =
      "(&(objectClass="
          + PaxAppender.class.getName()
          + ")(org.ops4j.pax.logging.appender.name=gateway))";

  private volatile @Nullable ServiceTracker<PaxAppender, PaxAppender> listeners;

  @Override
  public void start() {
    if (getContext().getObject(PaxLoggingServiceImpl.LOGGER_CONTEXT_BUNDLECONTEXT_KEY)
        instanceof BundleContext bundles) {
      ServiceTracker<PaxAppender, PaxAppender> tracker =
          new ServiceTracker<>(bundles, filter(bundles), null);
      tracker.open();
      listeners = tracker;
    }
    super.start();
  }

  private static Filter filter(BundleContext bundles) {
    try {
      return bundles.createFilter(FILTER);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    super.stop();
    ServiceTracker<PaxAppender, PaxAppender> tracker = listeners;
    listeners = null;
    if (tracker != null) {
      tracker.close();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    ServiceTracker<PaxAppender, PaxAppender> tracker = listeners;
    if (tracker != null && !tracker.isEmpty()) {
      PaxLoggingEvent line = new Line(event);
      for (PaxAppender listener : tracker.getServices(new PaxAppender[0])) {
        listener.doAppend(line);
      }
    }
  }

  /** A line together with its marker. */
  static final class Line extends PaxLoggingEventForLogback {

    private final ILoggingEvent event;

    Line(ILoggingEvent event) {
      super(event);
      this.event = event;
    }

    @Override
    public Map<String, Object> getProperties() {
      Map<String, Object> properties = super.getProperties();
      if (event.getMarkerList() != null && !event.getMarkerList().isEmpty()) {
        properties.put(MARKER, event.getMarkerList().get(0).getName());
      }
      return properties;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
