/** What could not be delivered: folded, kept in memory and on the disk, taken in after a start. */
package gateway.external.undelivered;
