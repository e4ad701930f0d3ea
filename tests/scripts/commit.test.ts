/** The commit hash that builds and run records carry. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitHash } from '../../scripts/commit';

let folder: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('is `unknown` outside git, the commit inside, and marked once a tracked file has changed', () => {
  expect(commitHash(folder)).toBe('unknown');

  git('init', '-q');
  writeFileSync(join(folder, 'file'), 'one');
  git('add', 'file');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'one');
  const hash = git('rev-parse', 'HEAD');
  expect(commitHash(folder)).toBe(hash.slice(0, 12));

  writeFileSync(join(folder, 'file'), 'two');
  expect(commitHash(folder)).toBe(`${hash.slice(0, 12)}+`);
});
