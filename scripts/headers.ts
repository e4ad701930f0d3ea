/**
 * What the built page may do, as its headers say: load and run what comes from its own address, and nothing else.
 *
 * The policy stands in the page as well, for hosts that send no headers. Which pages may frame this one is a matter of
 * the header alone and left open: it has no accounts and keeps no secrets, and a course may show it within its own page.
 */

/**
 * The content security policy: figures are drawn from `blob:` images, styles are set on elements by charts and bars.
 * WebAssembly is refused, too, and its refusal reported: hence `long` 3 in package.json, as TensorFlow.js' own would try.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "connect-src 'self' blob:",
  "base-uri 'none'",
].join('; ');

/** Headers of every file of the built page. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
};

/** The same as a file for hosts that read one, as Netlify and Cloudflare Pages do. */
export const headersFile = (): string =>
  ['/*', ...Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}`), ''].join('\n');
