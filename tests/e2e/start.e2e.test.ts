/** `npm start`, as a newcomer runs it; and the built page under an address that is not the root of its server. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { execPath } from 'node:process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openPage } from './lab';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Runs scripts/start.ts; ends it with the test. */
function start(...args: string[]): ChildProcess {
  const child = spawn(execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/start.ts', ...args], { cwd: ROOT });
  onTestFinished(() => void child.kill());
  return child;
}

/** What a stream says until it has said `pattern`, or until it ends. It is read on after that: a writer must not stall. */
function heard(stream: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += String(chunk);
      if (pattern.test(text)) resolve(text);
    });
    stream.on('end', () => resolve(text));
  });
}

test('npm start builds the page, serves it and says where; a port that is taken is refused with a sentence', async () => {
  const socket = createSocket().listen(0);
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();

  const said = await heard(start('--port', String(port)).stdout!, /is at (\S+)/);
  expect(said).toContain(`Midtrain Lab is at http://localhost:${port}/`);

  const { page, errors, close } = await openPage(`http://localhost:${port}/`);
  onTestFinished(close);
  expect(await page.title()).toContain('Midtrain Lab');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(errors).toEqual([]);

  const second = start('--port', String(port));
  expect(await heard(second.stderr!, /\n/)).toContain(
    `Port ${port} is taken; give another, or none for the next free one.`,
  );
  if (second.exitCode === null) await once(second, 'exit');
  expect(second.exitCode).toBe(1);
});

test('the built page trains from a folder of a plain file server, on the base weights that come with it', async () => {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    try {
      if (!path.startsWith('/some/folder/')) throw new Error('outside');
      const file = join(DIST, path.slice('/some/folder'.length).replace(/\/$/, '/index.html'));
      const content = readFileSync(file);
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0);
  onTestFinished(() => void server.close());
  await once(server, 'listening');

  const { page, errors, close } = await openPage(
    `http://localhost:${(server.address() as AddressInfo).port}/some/folder/?seeds=10&arms=aft`,
  );
  onTestFinished(close);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  // Midtraining begins once the worker has found, read and checked the weights.
  await page.getByRole('status').getByText('Midtraining').waitFor({ timeout: 120_000 });
  expect(errors).toEqual([]);
});

test('the page itself carries no TensorFlow.js; only its worker does', () => {
  // The page's scripts are those that index.html names: its entry, and what that imports at once.
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const pageScripts = [...html.matchAll(/assets\/([^"]+\.js)"/g)].map((match) => match[1]!);
  // An error message of tfjs-core, which survives minification.
  const withTensorFlow = readdirSync(join(DIST, 'assets')).filter(
    (name) =>
      name.endsWith('.js') && readFileSync(join(DIST, 'assets', name), 'utf8').includes('No backend found in registry'),
  );
  expect(pageScripts).not.toEqual([]);
  expect(withTensorFlow).not.toEqual([]);
  expect(withTensorFlow.filter((name) => pageScripts.includes(name))).toEqual([]);
});
