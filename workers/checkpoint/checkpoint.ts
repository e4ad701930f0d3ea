/** A checkpoint of a run: where it stands, and what it has found so far; how both are written, and read with care. */
import { parameterCount } from '../../models/config';
import { type Body, bodySchema } from './schema';
import { fnv1a } from '../base/fnv1a';
import { resolveRequest } from '../run/request';
import { damaged, FORM, parseJson, readSummary, type Summary } from './summary';

export interface Checkpoint extends Body {
  summary: Summary;
}

/** What tells the run of a checkpoint from all others, and where it runs. */
export type RunIdentity = Pick<Summary, 'commit' | 'started' | 'request' | 'adapter'>;

/** A checkpoint as it is stored. */
export interface StoredCheckpoint {
  /** What can be known without the rest, as JSON. */
  summary: string;
  /** State and what was found as JSON; vectors stand in it by number. */
  body: string;
  /** All of one length. */
  vectors: Float32Array[];
}

/** Writes a checkpoint. A vector that stands in several places is written once. */
export function writeCheckpoint({ commit, started, request, adapter }: RunIdentity, body: Body): StoredCheckpoint {
  const places = new Map<Float32Array, number>();
  const placeOf = (vector: Float32Array): number => {
    const place = places.get(vector) ?? places.size;
    places.set(vector, place);
    return place;
  };
  const text = JSON.stringify(body, (_, value: unknown) =>
    value instanceof Float32Array ? { vector: placeOf(value) } : value,
  );
  const vectors = [...places.keys()];
  const summary: Summary = {
    ...{ form: FORM, commit, started, request, adapter },
    ...{ share: body.state.share, checksum: checksum(text, vectors) },
  };
  return { summary: JSON.stringify(summary), body: text, vectors };
}

/**
 * Reads a checkpoint.
 *
 * @param commit of this version of the lab
 * @throws CheckpointError if it is damaged or of another version
 */
export function readCheckpoint({ summary: head, body: text, vectors }: StoredCheckpoint, commit: string): Checkpoint {
  const summary = readSummary(head, commit);
  if (summary.checksum !== checksum(text, vectors)) throw damaged();
  const body = bodySchema(vectors).safeParse(parseJson(text));
  if (!body.success) throw damaged(body.error);
  requireFit(summary, body.data, vectors);
  return { summary, ...body.data };
}

/** @throws CheckpointError if a checkpoint cannot be one of the run that it says it is of */
function requireFit({ request }: Summary, { state }: Body, vectors: readonly Float32Array[]): void {
  const { preset } = resolve(request);
  const replicas = request.arms.length * request.seeds.length;
  const known = [...state.diverged, ...state.replicaStates.map(({ replica }) => replica)].every((r) => r < replicas);
  if (!known || vectors.some(({ length }) => length !== parameterCount(preset.model))) throw damaged();
}

function resolve(request: Summary['request']) {
  try {
    return resolveRequest(request);
  } catch (error) {
    throw damaged(error);
  }
}

/** Over the text's characters, then over the vectors' bits, four bytes at a time. */
function checksum(text: string, vectors: readonly Float32Array[]): string {
  const characters = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const bits = vectors.map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
  return fnv1a(characters, ...bits);
}
