/** Writes the JSON Schema of run records to public/schema. Usage: `npx tsx scripts/schema.ts` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { runRecordJsonSchema } from '../src/records/schema';

const folder = new URL('../public/schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('run-record.schema.json', folder), runRecordJsonSchema());
