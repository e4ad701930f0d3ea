/**
 * A machine whose only fonts are DejaVu, as that of a fresh Debian is: the widest that readers commonly have. Elsewhere
 * than on Linux browsers do not ask fontconfig, and the tests run with what is there.
 */
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { env, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.local/share/fonts')];

function dejaVuFiles(): string[] {
  return FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    } catch {
      return []; // no such folder
    }
  }).filter((path) => /\/DejaVu[^/]*\.ttf$/.test(path));
}

const alias = (generic: string, family: string): string =>
  `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;

/**
 * The environment of a browser that finds no other font of the machine. Writes what fontconfig reads. On a machine
 * without DejaVu it finds those that there are: without any Chromium does not start.
 */
export function onlyDejaVu(): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const files = platform === 'linux' ? dejaVuFiles() : [];
  if (files.length === 0) return own;

  const folder = fileURLToPath(new URL('../.cache/dejavu', import.meta.url));
  const fonts = join(folder, 'fonts');
  rmSync(fonts, { recursive: true, force: true });
  mkdirSync(fonts, { recursive: true });
  for (const file of files) symlinkSync(file, join(fonts, basename(file)));
  const config = join(folder, 'fonts.conf');
  writeFileSync(
    config,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>${fonts}</dir>
<cachedir>${join(folder, 'cache')}</cachedir>
${alias('sans-serif', 'DejaVu Sans')}
${alias('serif', 'DejaVu Serif')}
${alias('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`,
  );
  return { ...own, FONTCONFIG_FILE: config };
}
