/**
 * The content of a support bundle; the command line uses this package too, outside of the
 * container.
 */
package gateway.console.support;
