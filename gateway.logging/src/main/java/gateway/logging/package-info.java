/** Classes that logback calls; a fragment of its bundle. */
package gateway.logging;
