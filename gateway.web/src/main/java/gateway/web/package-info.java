/** The web listener: what is common to the page, health and metrics. */
package gateway.web;
