/**
 * Builds the page and serves it.
 *
 *     npm start                        on http://localhost:4173/, or the next free port
 *     npm start -- --port 8080         on this port only
 *     npm start -- --host 0.0.0.0      to other machines as well
 */
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, preview, type PreviewServer } from 'vite';
import { command } from './command-line';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'npm start [-- --port <number>] [--host <address>]';

export interface StartOptions {
  /** Port to listen on and no other; undefined for 4173 or the next free one. */
  port?: number;
  /** Address to listen on; undefined for this machine only. */
  host?: string;
}

/**
 * Reads the command line's arguments, given as `--flag value` or `--flag=value`.
 * @throws one sentence that says which argument is wrong and what was expected
 */
export function parseStartOptions(args: string[]): StartOptions {
  const options: StartOptions = {};
  const words = args.flatMap((arg) =>
    /^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg],
  );
  for (let i = 0; i < words.length; i += 2) {
    const [flag, value] = [words[i]!, words[i + 1]];
    if (flag !== '--port' && flag !== '--host') throw new Error(`${flag} is not an option; use ${USAGE}.`);
    if (value === undefined || value === '') throw new Error(`${flag} needs a value; use ${USAGE}.`);
    if (flag === '--host') {
      options.host = value;
    } else {
      const port = Number(value);
      if (!/^\d+$/.test(value) || port < 1 || port > 65535) {
        throw new Error(`--port is ${value}; it must be a whole number from 1 to 65535.`);
      }
      options.port = port;
    }
  }
  return options;
}

/** Builds the page into dist and serves it. */
export async function start(options: StartOptions): Promise<PreviewServer> {
  env['NODE_ENV'] = 'production'; // whatever it was: another would bring the checks of development to readers
  await build({ root: ROOT, logLevel: 'warn' });
  return serve(options);
}

/**
 * Serves what is in dist.
 * @throws one sentence if the port asked for is taken
 */
export async function serve({ port, host }: StartOptions): Promise<PreviewServer> {
  try {
    return await preview({
      root: ROOT,
      logLevel: 'warn',
      preview: { port: port ?? 4173, strictPort: port !== undefined, host: host ?? 'localhost' },
    });
  } catch (error) {
    if (error instanceof Error && /port .* already in use/i.test(error.message)) {
      throw new Error(`Port ${port} is taken; give another, or none for the next free one.`, { cause: error });
    }
    throw error;
  }
}

async function main(): Promise<void> {
  const options = parseStartOptions(argv.slice(2));
  console.log('Building Midtrain Lab …');
  const server = await start(options);
  for (const url of server.resolvedUrls?.local ?? []) console.log(`Midtrain Lab is at ${url}`);
  for (const url of server.resolvedUrls?.network ?? []) console.log(`On the network at ${url}`);
  if (options.host !== undefined) {
    console.log(
      'Browsers give pages WebGPU over https and from localhost only: put an https proxy before other machines.',
    );
  }
  console.log('Ctrl-C ends it.');
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
