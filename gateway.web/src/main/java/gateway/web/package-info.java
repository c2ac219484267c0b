/** The web listener: the common parts of the page, health and metrics. */
package gateway.web;
