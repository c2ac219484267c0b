/** What Prometheus collects. */
package gateway.web.metrics;
