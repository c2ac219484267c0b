/**
 * What the unit tests of several rooms share: virtual time, lanes without threads, a broker,
 * certificates.
 */
package gateway.api.test;
