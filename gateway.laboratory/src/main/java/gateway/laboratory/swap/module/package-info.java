/**
 * What goes into the module jars that {@code simulate swap} makes: it sees {@code
 * gateway.api.module} and {@code gateway.api.device} only, as every module.
 */
package gateway.laboratory.swap.module;
