/** Who may see and do what by HTTP. */
package gateway.web.access;
