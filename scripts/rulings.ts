/** What became of the claims of the recorded results that come with the page, for its list of experiments. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A claim as records hold it, so far as it matters here. */
interface Judged {
  hypothesis: string;
  family: string;
  verdict: string;
}

/**
 * Rulings on the claims, in the experiment's order, by name of the experiment and id of the claim. Marks that were set for this lab are not
 * among them.
 *
 * @param folder with a file for each experiment, named after it
 */
export function recordedRulings(folder: string): Record<string, Record<string, string>> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => {
      const { verdicts } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { verdicts: Judged[] };
      const claims = verdicts.filter(({ family }) => family === 'claims');
      return [
        basename(file, '.json'),
        Object.fromEntries(claims.map(({ hypothesis, verdict }) => [hypothesis, verdict])),
      ];
    }),
  );
}
