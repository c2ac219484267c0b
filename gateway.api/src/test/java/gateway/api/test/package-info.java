/** What the unit tests of several rooms share: virtual time and lanes without threads. */
package gateway.api.test;
