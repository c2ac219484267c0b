/** Metrics for Prometheus. */
package gateway.web.metrics;
