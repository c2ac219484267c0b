/** What the hot paths cost, measured with JMH. */
package gateway.benchmarks;
