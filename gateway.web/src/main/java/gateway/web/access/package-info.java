/** Access rules for HTTP. */
package gateway.web.access;
