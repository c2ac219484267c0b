/** Stage 3: the cloud side (PROTOCOL section 4). */
package gateway.external;
