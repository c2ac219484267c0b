/** What logback calls; a fragment of its bundle. */
package gateway.logging;
