/** What the rest of this bundle stands on: settings, an endpoint's thread, the other stages. */
package gateway.external.base;
