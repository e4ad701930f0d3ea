/** The arguments of `npm start`. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../scripts/command-line';
import { parseStartOptions } from '../../scripts/start';

describe('parseStartOptions', () => {
  test('takes flags in either form, or none', () => {
    expect(parseStartOptions([])).toEqual({});
    expect(parseStartOptions(['--port', '8080'])).toEqual({ port: 8080 });
    expect(parseStartOptions(['--host=0.0.0.0', '--port=1'])).toEqual({ host: '0.0.0.0', port: 1 });
  });

  test.each([
    [['--prot', '80'], '--prot is not a flag; there are --port, --host. Did you mean "--port"?'],
    [['80'], '"80" is not a flag; there are --port, --host.'],
    [['--port'], '--port needs a value: --port NUMBER.'],
    [['--host='], '--host needs a value: --host ADDRESS.'],
    [['--port', '70000'], '--port takes a whole number from 1 to 65535, not "70000".'],
    [['--port', '0'], '--port takes a whole number from 1 to 65535, not "0".'],
    [['--port', '80a'], '--port takes a whole number from 1 to 65535, not "80a".'],
  ])('refuses %j with one sentence', (args, message) => {
    expect(() => parseStartOptions(args)).toThrow(new UsageError(message));
  });
});
