/** What the unit tests of several rooms share: virtual time, lanes without threads, a broker. */
package gateway.api.test;
