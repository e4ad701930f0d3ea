import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chromeVersion, OLDEST } from '../../src/oldest';

test('README names the oldest browsers that are built for', () => {
  const { chrome, safari, firefoxWindows, firefoxMac } = OLDEST;
  expect(readFileSync('README.md', 'utf8')).toContain(
    `Chrome or Edge ${chrome}, Safari ${safari}, Firefox ${firefoxWindows} on Windows or ${firefoxMac} on Apple silicon, or later ones`,
  );
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Safari/537.36', 112],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/113.0.5672.0', 113],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0', undefined],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', undefined],
])('%s', (userAgent, version) => {
  expect(chromeVersion(userAgent)).toBe(version);
});
