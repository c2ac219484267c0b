package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A marker: the service appears when the set of modules is known, that is when the first pass over
 * the deploy folder has ended (each jar started or refused, at most 10 s). The device port opens
 * then and not before, so that no device is refused because its module was still on its way.
 */
@ProviderType
public interface ModulesSettled {}
