/**
 * The oldest browsers in which the lab trains, which are those that have WebGPU: README names the same, and what is built
 * uses no newer syntax. What they lack besides is asked for and done without: tests/e2e/removable-apis.ts.
 */

/** Versions, from which on. Edge has Chrome's. */
export const OLDEST = { chrome: 113, safari: 26, firefoxWindows: 141, firefoxMac: 145 };

/** The same, as esbuild and Vite name them. */
export const OLDEST_TARGETS = [
  `chrome${OLDEST.chrome}`,
  `edge${OLDEST.chrome}`,
  `safari${OLDEST.safari}`,
  `firefox${OLDEST.firefoxWindows}`,
];

/** The version of Chrome or of another browser that is built on it; undefined where it is none. */
export function chromeVersion(userAgent: string): number | undefined {
  const [, version] = /Chrome\/(\d+)/.exec(userAgent) ?? [];
  return version === undefined ? undefined : Number(version);
}
