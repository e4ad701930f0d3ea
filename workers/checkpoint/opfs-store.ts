/**
 * The checkpoint in the browser's private file system, in two files that are written in turn:
 *
 *     numbers of 32 bits | summary | body | vectors
 *
 * Numbers, and where they stand, are those of `PREFIX`. They are written last, once everything else is on the disk, so a
 * file that was never written to its end has none, and the other one counts.
 */
import type { StoredCheckpoint } from './checkpoint';
import type { CheckpointStore } from './store';

const FOLDER = 'midtrain-lab-interrupted-run';
const FILES = ['a', 'b'] as const;

/** What a file begins with; `generation` is higher in the newer file. */
const PREFIX = ['magic', 'generation', 'summaryBytes', 'bodyBytes', 'vectors', 'vectorLength'] as const;
const PREFIX_BYTES = 32;
const MAGIC = 0x4e55524d; // MRUN

type Prefix = Record<(typeof PREFIX)[number], number>;

/** A file that was written to its end. */
interface Whole {
  name: string;
  file: File;
  prefix: Prefix;
}

export class OpfsStore implements CheckpointStore {
  /** @param root folder in which there is or will be one for checkpoints */
  constructor(private readonly root: FileSystemDirectoryHandle) {}

  async summary(): Promise<string | undefined> {
    const newest = await this.newest();
    return newest && partsOf(newest).summary.text();
  }

  async read(): Promise<StoredCheckpoint | undefined> {
    const newest = await this.newest();
    if (!newest) return undefined;
    const { summary, body, vectors } = partsOf(newest);
    return {
      summary: await summary.text(),
      body: await body.text(),
      // One by one, so that each has a buffer of its own: sending one must not send them all.
      vectors: await Promise.all(vectors.map(async (vector) => new Float32Array(await vector.arrayBuffer()))),
    };
  }

  /** Only in a worker. */
  async write(checkpoint: StoredCheckpoint): Promise<void> {
    const newest = await this.newest();
    const name = FILES.find((file) => file !== newest?.name)!;
    const folder = await this.root.getDirectoryHandle(FOLDER, { create: true });
    const file = await folder.getFileHandle(name, { create: true });
    const handle = await file.createSyncAccessHandle();
    try {
      writeWhole(handle, checkpoint, (newest?.prefix.generation ?? 0) + 1);
    } finally {
      handle.close();
    }
  }

  async clear(): Promise<void> {
    try {
      await this.root.removeEntry(FOLDER, { recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private async newest(): Promise<Whole | undefined> {
    const files = await Promise.all(FILES.map((name) => this.open(name)));
    return files
      .filter((file) => file !== undefined)
      .sort((a, b) => b.prefix.generation - a.prefix.generation)
      .at(0);
  }

  /** The file, if it is there and whole. */
  private async open(name: string): Promise<Whole | undefined> {
    try {
      const folder = await this.root.getDirectoryHandle(FOLDER);
      const file = await (await folder.getFileHandle(name)).getFile();
      if (file.size < PREFIX_BYTES) return undefined;
      const prefix = readPrefix(new Uint32Array(await file.slice(0, PREFIX_BYTES).arrayBuffer()));
      return prefix && isWhole(prefix, file.size) ? { name, file, prefix } : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

function readPrefix(numbers: Uint32Array): Prefix | undefined {
  if (numbers[0] !== MAGIC) return undefined;
  return Object.fromEntries(PREFIX.map((key, i) => [key, numbers[i]])) as Prefix;
}

/** Whether a file is as long as its numbers say. What they say is not trusted: they might ask for more than there is memory. */
function isWhole({ summaryBytes, bodyBytes, vectors, vectorLength }: Prefix, size: number): boolean {
  const isSized = vectors === 0 || vectorLength > 0;
  return isSized && size === PREFIX_BYTES + summaryBytes + bodyBytes + 4 * vectors * vectorLength;
}

/** The parts of a file, none of them read yet. */
function partsOf({ file, prefix: { summaryBytes, bodyBytes, vectors, vectorLength } }: Whole) {
  let at = PREFIX_BYTES;
  const next = (size: number): Blob => file.slice(at, (at += size));
  return {
    summary: next(summaryBytes),
    body: next(bodyBytes),
    vectors: Array.from({ length: vectors }, () => next(4 * vectorLength)),
  };
}

function writeWhole(
  handle: FileSystemSyncAccessHandle,
  { summary, body, vectors }: StoredCheckpoint,
  generation: number,
): void {
  const [head, text] = [summary, body].map((part) => new TextEncoder().encode(part)) as [Uint8Array, Uint8Array];
  const lengths = { summaryBytes: head.length, bodyBytes: text.length };
  const prefix: Prefix = {
    magic: MAGIC,
    generation,
    ...lengths,
    vectors: vectors.length,
    vectorLength: vectors[0]?.length ?? 0,
  };
  handle.truncate(0);
  handle.flush();
  let at = PREFIX_BYTES;
  for (const part of [head, text, ...vectors]) at += writePart(handle, part, at);
  handle.flush();
  writePart(
    handle,
    Uint32Array.from({ length: PREFIX_BYTES / 4 }, (_, i) => prefix[PREFIX[i]!] ?? 0),
    0,
  );
  handle.flush();
}

/** @returns bytes written, all there are */
function writePart(handle: FileSystemSyncAccessHandle, part: Uint8Array | Uint32Array | Float32Array, at: number) {
  const written = handle.write(part as Uint8Array<ArrayBuffer>, { at });
  if (written !== part.byteLength) throw new Error(`only ${written} of ${part.byteLength} bytes could be written`);
  return written;
}

const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';
