/** Undelivered data on the disk: the engine, behind a small contract. */
package gateway.external.store;
