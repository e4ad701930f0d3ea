/** Writes the JSON Schema of run records to public/schema. Usage: `npx tsx scripts/schema.ts` */
import { fileURLToPath } from 'node:url';
import { runRecordJsonSchema } from '../records/schema';
import { command } from './command-line';
import { readFlags } from './flags';
import { writeWhole } from './whole-file';

const FILE = fileURLToPath(new URL('../public/schema/run-record.schema.json', import.meta.url));

await command(() => {
  readFlags({ call: 'npx tsx scripts/schema.ts', about: `Writes the JSON Schema of run records, ${FILE}.`, flags: {} });
  writeWhole(FILE, runRecordJsonSchema());
});
