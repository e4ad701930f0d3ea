/** The arguments of `npm run bench`, and the CPU time of processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pid } from 'node:process';
import { describe, expect, test } from 'vitest';
import { parseBenchOptions } from '../../scripts/bench';
import { processTreeMs } from '../../scripts/bench-browser';

describe('parseBenchOptions', () => {
  test('makes an address of flags', () => {
    expect(parseBenchOptions([])).toEqual({ query: new URLSearchParams('sweep=quick'), peers: false });
    const { query, json, peers } = parseBenchOptions([
      '--full',
      '--peers',
      '--json',
      'x.json',
      '--replicas',
      '1,2',
      '--profile',
    ]);
    expect(Object.fromEntries(query)).toEqual({ sweep: 'full', profile: 'on', replicas: '1,2' });
    expect([json, peers]).toEqual(['x.json', true]);
  });

  test.each([
    [['--rounds', 'x'], '--rounds takes a whole number from 1 on, not "x".'],
    [['--family', 'tpu'], '--family takes one of software, gpu, not "tpu".'],
  ])('refuses %j with one sentence', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});

test('the CPU time of a process has that of the processes it started', async () => {
  const own = await cpuOf(`const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);`);
  const child = `const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end); ${'console.log(1); setInterval(() => 0, 1000);'}`;
  const parent = `const c = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: ['pipe', 'inherit', 'inherit'] }); process.stdin.on('end', () => { c.kill(); process.exit(); }).resume();`;
  const whole = await cpuOf(parent, '');
  expect(own).toBeGreaterThanOrEqual(300);
  expect(whole).toBeGreaterThanOrEqual(300);
  expect(processTreeMs(pid)).toBeGreaterThan(0);
});

/** CPU time of a Node process with this program once something of it has written a line. */
async function cpuOf(program: string, end = 'console.log(1); process.stdin.on("end", () => process.exit()).resume();') {
  const child = spawn(process.execPath, ['-e', program + end], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const ms = processTreeMs(child.pid!);
  child.stdin.end();
  await once(child, 'exit');
  return ms;
}
