/** What a reader downloads before the page can be read, and what must not be part of it. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = new URL('../../dist/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, DIST));
const html = read('index.html').toString();

/** The scripts and style sheets that index.html loads, and what those import before they run. */
function initialFiles(): string[] {
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]!);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const imports = read(file)
      .toString()
      .matchAll(/(?:^|[;\n}])import\s*(?:[^"'()]*from\s*)?["']\.\/([^"']+\.js)["']/g);
    files.push(...[...imports].map((match) => `assets/${match[1]!}`));
  }
  return [...new Set(files)];
}

test('the page itself is under 100 KB, compressed, and brings no engine', () => {
  const files = initialFiles();
  expect(files.length).toBeGreaterThanOrEqual(2);
  const bytes = [...files, 'index.html'].reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  expect(bytes).toBeLessThan(100_000);
  expect(files.some((file) => read(file).includes('createComputePipeline'))).toBe(false);
});

test('the page runs under any address: nothing in it is absolute', () => {
  expect(html).not.toMatch(/(?:src|href)="\/(?!\/)/);
  const { start_url, scope, icons } = JSON.parse(read('manifest.webmanifest').toString()) as Record<string, unknown>;
  expect([start_url, scope]).toEqual(['./', './']);
  const files = (icons as { src: string }[]).map(({ src }) => src);
  expect(files).toEqual(['favicon.svg', 'icon-192.png', 'icon-512.png']);
  for (const file of files) expect(read(file).length).toBeGreaterThan(100);
});
