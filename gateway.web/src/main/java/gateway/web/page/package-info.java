/** The page "Fleet" of the Felix Web Console. */
package gateway.web.page;
