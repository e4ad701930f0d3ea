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
import { command, UsageError, wholeNumber } from './command-line';
import { readFlags } from './flags';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface StartOptions {
  /** Port to listen on and no other; undefined for 4173 or the next free one. */
  port?: number;
  /** Address to listen on; undefined for this machine only. */
  host?: string;
}

/** @throws UsageError that says which argument is wrong and what was expected; HelpAsked */
export function parseStartOptions(args: string[]): StartOptions {
  const { values } = readFlags(
    {
      call: 'npm start --',
      about: 'Builds the page and serves it.',
      flags: {
        port: {
          type: 'string',
          value: 'NUMBER',
          about: 'the port to listen on; 4173 or the next free one if not given',
        },
        host: { type: 'string', value: 'ADDRESS', about: 'the address to listen on; this machine only if not given' },
      },
    },
    args,
  );
  if (values.host === '') throw new UsageError('--host needs a value: --host ADDRESS.');
  return {
    ...(values.port !== undefined && { port: wholeNumber('port', values.port, 1, 65535) }),
    ...(values.host !== undefined && { host: values.host }),
  };
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
