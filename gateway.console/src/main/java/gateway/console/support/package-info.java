/** What a bug report gets; the command line uses it too, outside of the container. */
package gateway.console.support;
