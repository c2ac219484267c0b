/** One attempt to reach the External Server and the session that it becomes. */
package gateway.external.session;
