/** The arguments of `npm start`. */
import { describe, expect, test } from 'vitest';
import { parseStartOptions } from '../../scripts/start';

describe('parseStartOptions', () => {
  test('takes flags in either form, or none', () => {
    expect(parseStartOptions([])).toEqual({});
    expect(parseStartOptions(['--port', '8080'])).toEqual({ port: 8080 });
    expect(parseStartOptions(['--host=0.0.0.0', '--port=1'])).toEqual({ host: '0.0.0.0', port: 1 });
  });

  test.each([
    [['--prot', '80'], '--prot is not an option; use npm start [-- --port <number>] [--host <address>].'],
    [['80'], '80 is not an option; use npm start [-- --port <number>] [--host <address>].'],
    [['--port'], '--port needs a value; use npm start [-- --port <number>] [--host <address>].'],
    [['--host='], '--host needs a value; use npm start [-- --port <number>] [--host <address>].'],
    [['--port', '70000'], '--port is 70000; it must be a whole number from 1 to 65535.'],
    [['--port', '0'], '--port is 0; it must be a whole number from 1 to 65535.'],
    [['--port', '80a'], '--port is 80a; it must be a whole number from 1 to 65535.'],
  ])('refuses %j with one sentence', (args, message) => {
    expect(() => parseStartOptions(args)).toThrow(new Error(message));
  });
});
