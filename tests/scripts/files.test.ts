/** Files as commands read and write them: whole or not at all, by one process at a time, and told by name if not. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { FileTrouble } from '../../scripts/file-trouble';
import { HeldFile } from '../../scripts/held-file';
import { Lock } from '../../scripts/lock';
import { readText } from '../../scripts/read-file';
import { WholeFile, writablePlace, writeWhole } from '../../scripts/whole-file';

const root = mkdtempSync(join(tmpdir(), 'midtrain-lab-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

/** A process that runs a program which may import the commands' modules. */
const start = (program: string): ChildProcess =>
  spawn(execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });

describe('writing', () => {
  it('makes folders, replaces what is there, and leaves nothing else behind', () => {
    const path = join(folder, 'deep', 'er', 'x.json');
    writeWhole(path, 'one');
    writeWhole(path, new Uint8Array([0x74, 0x77, 0x6f]));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['x.json']);
  });

  it('leaves what is there until it is finished, and writes to the file behind a link', () => {
    const path = join(folder, 'x.json');
    const link = join(folder, 'link.json');
    writeFileSync(path, 'before');
    symlinkSync(path, link);
    const file = new WholeFile(link);
    file.write('af');
    expect(readFileSync(path, 'utf8')).toBe('before');
    file.write('ter');
    file.finish();
    expect(readFileSync(path, 'utf8')).toBe('after');
  });

  it('is whole whenever the process is killed', async () => {
    const path = join(folder, 'x.json');
    writeFileSync(path, '0'.repeat(3_000_000));
    for (let kills = 0; kills < 6; kills++) {
      const child = start(`
        import { writeWhole } from './scripts/whole-file.ts';
        for (let i = 0; ; i++) {
          writeWhole(${JSON.stringify(path)}, String(i % 10).repeat(3_000_000));
          if (i === 0) console.log('began');
        }`);
      await once(child.stdout!, 'data');
      await wait(7 * kills);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(readFileSync(path, 'utf8')).toMatch(/^(\d)\1{2999999}$/);
    }
  });

  it.each([
    ['', 'x.json', '--out takes the name of a file, not "".'],
    ['.', 'x.json', 'cannot be written: it is a folder, not a file.'],
    ['new/', 'x.json', 'cannot be written: it is a folder, not a file.'],
    ['x.json/y.json', 'x.json', 'x.json/y.json cannot be written: a part of its path is a file, not a folder.'],
    ['x'.repeat(300), 'x.json', 'cannot be written: the name is too long.'],
  ])('to "%s" is refused', (path, taken, sentence) => {
    writeFileSync(join(folder, taken), '');
    const place = path === '' ? '' : path.endsWith('/') ? `${join(folder, path)}/` : join(folder, path);
    expect(() => writablePlace('out', place)).toThrow(sentence);
    expect(readdirSync(folder)).toEqual([taken]);
  });

  it('never replaces a device', () => {
    expect(() => writablePlace('out', '/dev/null')).toThrow('/dev/null cannot be written: it is a device or a pipe');
  });
});

describe('reading', () => {
  it('takes a text without its byte order mark', () => {
    writeFileSync(join(folder, 'x'), '\ufeff{}');
    expect(readText(join(folder, 'x'), 10)).toBe('{}');
  });

  it.each([
    ['there is no such file or folder', 'none'],
    ['it is a folder, not a file', '.'],
    ['it is not a text in UTF-8', 'binary'],
    ['it has more than 0.0 MB', 'long'],
  ])('says with the name of the file: %s', (reason, name) => {
    writeFileSync(join(folder, 'binary'), new Uint8Array([0xff, 0x1b, 0x5b]));
    writeFileSync(join(folder, 'long'), 'x'.repeat(11));
    const path = join(folder, name);
    expect(() => readText(path, 10)).toThrow(new FileTrouble(`${path} cannot be read: ${reason}.`));
  });
});

describe('a lock', () => {
  const take = () => new Lock(join(folder, 'x.lock'), 'x.json');

  it('names the process that holds it, and is free once that has released it', () => {
    const first = take();
    expect(first.isHeld).toBe(true);
    expect(take).toThrow(`x.json is being written by process ${process.pid} on ${hostname()}: wait until it ends`);
    first.release();
    const second = take();
    expect([first.isHeld, second.isHeld]).toEqual([false, true]);
    second.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of another process holds until that is killed', async () => {
    const child = start(`
      import { Lock } from './scripts/lock.ts';
      new Lock(${JSON.stringify(join(folder, 'x.lock'))}, 'x.json');
      console.log('taken');
      setInterval(() => 0, 1000);`);
    await once(child.stdout!, 'data');
    expect(take).toThrow(`process ${child.pid} on`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(folder, 'x.lock'))).toBe(true);
    const lock = take();
    expect(lock.isHeld).toBe(true);
    lock.release();
  });

  it('goes with its process where that is told to end', async () => {
    const child = start(`
      import { Lock } from './scripts/lock.ts';
      new Lock(${JSON.stringify(join(folder, 'x.lock'))}, 'x.json');
      console.log('taken');
      setInterval(() => 0, 1000);`);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(existsSync(join(folder, 'x.lock'))).toBe(false);
  });

  it.each([
    ['another machine', { host: 'elsewhere', machine: 'm' }],
    ['a container of the same name', { host: hostname(), machine: 'm' }],
  ])('of %s holds for two minutes after its last sign of life', (_, where) => {
    const path = join(folder, 'x.lock');
    writeFileSync(path, JSON.stringify({ pid: 1, began: null, since: '', token: 't', ...where }));
    expect(take).toThrow(`process 1 on ${where.host}`);
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    utimesSync(path, minutesAgo(1.5), minutesAgo(1.5));
    expect(take).toThrow(`process 1 on ${where.host}`);
    utimesSync(path, minutesAgo(2.5), minutesAgo(2.5));
    take().release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of an ended process goes to one of many that ask at once', async () => {
    const path = JSON.stringify(join(folder, 'x.lock'));
    writeFileSync(
      join(folder, 'x.lock'),
      JSON.stringify({ pid: 0, host: 'gone', machine: '', began: null, since: '', token: 't' }),
    );
    const old = new Date(Date.now() - 600_000);
    utimesSync(join(folder, 'x.lock'), old, old);
    const children = Array.from({ length: 4 }, () =>
      start(`
        import { Lock } from './scripts/lock.ts';
        while (Date.now() < ${Date.now() + 6000});
        let lock;
        try { lock = new Lock(${path}, 'x.json'); } catch { }
        await new Promise((r) => setTimeout(r, 1500));
        console.log(lock?.isHeld ? 'held' : 'refused');`),
    );
    const said = await Promise.all(
      children.map(async (child) => String((await once(child.stdout!, 'data'))[0]).trim()),
    );
    expect(said.sort()).toEqual(['held', 'refused', 'refused', 'refused']);
  }, 60_000);
});

describe('a file that is held', () => {
  it('is written beside if another process has come to write it meanwhile', () => {
    const path = join(folder, 'x.json');
    const file = new HeldFile('out', path);
    file.write('mine');
    writeFileSync(`${path}.lock`, 'another');
    writeFileSync(path, 'theirs');
    file.write('mine, later');
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readFileSync(`${path}.${process.pid}.json`, 'utf8')).toBe('mine, later');
    file.release();
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('another');
  });

  it('is the same by every name of it', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const file = new HeldFile('out', join(folder, 'real', 'x.json'));
    expect(() => new HeldFile('out', join(folder, 'link', 'x.json'))).toThrow('is being written by process');
    file.release();
  });
});
