/**
 * Shared by the unit tests of several bundles: virtual time, lanes without threads, a broker,
 * certificates.
 */
package gateway.api.test;
