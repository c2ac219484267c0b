package gateway.registry;

import gateway.api.device.DeviceTypes;
import gateway.api.module.FleetModule;
import gateway.api.stage.ServedModule;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A module that wants to serve a number: one {@link FleetModule} service.
 *
 * <p>Identity is the object: the same service may come back as another candidate.
 */
public final class Candidate {

  /** Of equal versions, that of the bundle installed last is the newer. */
  static final Comparator<Candidate> NEWEST_FIRST =
      Comparator.<Candidate, Version>comparing(candidate -> candidate.version)
          .thenComparingLong(candidate -> candidate.bundleId)
          .reversed();

  /** Manifest header by which the author says that this version refuses what others accept. */
  static final String ACCEPTS_LESS = "Gateway-Accepts-Less";

  private final ServedModule description;
  private final Version version;
  private final long bundleId;
  private static final long MAX_NUMBER = 0xFFFF_FFFFL;

  private final FleetModule module;
  private final Health health = new Health();
  private volatile boolean left;
  private volatile boolean acceptsLess;

  /** Makes a candidate that is described by hand. */
  public Candidate(ServedModule description, Version version, long bundleId, FleetModule module) {
    this.description = description;
    this.version = version;
    this.bundleId = bundleId;
    this.module = module;
  }

  /**
   * Reads the properties of {@link gateway.api.module.ModuleProperties}.
   *
   * @throws IllegalArgumentException naming the property that is missing or wrong
   */
  @SuppressWarnings("NullAway") // without a module it is never called
  static Candidate of(ServiceReference<FleetModule> reference, @Nullable FleetModule module) {
    Bundle bundle = reference.getBundle();
    Candidate candidate =
        new Candidate(
            new ServedModule(
                number(reference.getProperty("module.number")),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                DeviceTypes.parse(strings(reference.getProperty("module.deviceTypes"))),
                flag(reference.getProperty("module.firstStatusGeneratesCommand"), true),
                flag(reference.getProperty("module.pushCommands"), false)),
            bundle.getVersion(),
            bundle.getBundleId(),
            module);
    candidate.acceptsLess = flag(bundle.getHeaders("").get(ACCEPTS_LESS), false);
    return candidate;
  }

  private static int number(Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    if (value instanceof Long number && number >= 0 && number <= MAX_NUMBER) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "service property module.number must be an integer from 0 to "
            + MAX_NUMBER
            + ", not "
            + value);
  }

  private static List<String> strings(Object value) {
    if (value instanceof String[] array) {
      return List.of(array);
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().map(String::valueOf).toList();
    }
    if (value instanceof String single) {
      return List.of(single.split(","));
    }
    throw new IllegalArgumentException(
        "service property module.deviceTypes must list device types, not " + value);
  }

  private static boolean flag(@Nullable Object value, boolean byDefault) {
    return value == null ? byDefault : Boolean.parseBoolean(value.toString().strip());
  }

  ServedModule description() {
    return description;
  }

  FleetModule module() {
    return module;
  }

  /** Owned by the thread that makes its calls. */
  Health health() {
    return health;
  }

  int number() {
    return description.number();
  }

  String name() {
    return description.name();
  }

  long bundleId() {
    return bundleId;
  }

  /** Tells whether it may refuse what the version before accepts. Any thread. */
  boolean acceptsLess() {
    return acceptsLess;
  }

  /** Allows it to refuse what the version before accepts: someone has asked for that. */
  void acceptLess() {
    acceptsLess = true;
  }

  /** Tells whether its component could be activated. */
  boolean isActivated() {
    return Objects.nonNull(module);
  }

  /** Returns why this one is not chosen where {@code serving} is. */
  Outcome behind(Candidate serving) {
    Version other = serving.version;
    if (serving.bundleId == bundleId) {
      return new Outcome(
          Kind.SERVES_NOBODY,
          "serves nobody with types "
              + description.deviceTypes()
              + ": another component of this jar has number "
              + Integer.toUnsignedString(number())
              + "; let one component list all device types");
    }
    if (other.equals(version)) {
      return new Outcome(Kind.STANDS_BY, "stands by: another " + version + " came later");
    }
    if (other.compareTo(version) < 0) {
      return new Outcome(Kind.STANDS_BY, "stands by: " + other + " has replaced it");
    }
    String newer = "stands by: " + other + " is newer";
    return version.getQualifier().isEmpty() && withoutQualifier(other).equals(version)
        ? new Outcome(
            Kind.SERVES_NOBODY,
            newer
                + " than "
                + version
                + ", because it has a qualifier; delete that jar, or raise"
                + " the version of this one")
        : new Outcome(Kind.STANDS_BY, newer);
  }

  private static Version withoutQualifier(Version version) {
    return new Version(version.getMajor(), version.getMinor(), version.getMicro());
  }

  /** Notes that it has gone, or was set aside: a module that is tried again is a new candidate. */
  void leave() {
    left = true;
  }

  /** Tells whether it may be called. Any thread. */
  boolean isInGoodStanding() {
    return !left;
  }
}
