/** Whether the gateway does its work: for probes, for the page, and for Felix Health Checks. */
package gateway.web.health;
