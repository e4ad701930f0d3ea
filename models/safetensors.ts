/**
 * Reading and writing safetensors, Hugging Face's file format for named tensors.
 *
 * `u64 header length (little-endian) | JSON header | data`, where the header gives each tensor's dtype, shape and byte
 * range in the data. A file may come from anyone, so every length and offset is checked before it is used, as strictly
 * as the reference reader does: ranges lie inside the file, fit shape and dtype, and cover the data without overlap or
 * hole. Format: https://huggingface.co/docs/safetensors
 */
import { Float16Array, isFloat16Array } from '@petamoriken/float16';
import { excerpt } from '../datasets/quote';

/**
 * What a file holds that this reader does not turn into numbers itself is still checked by its size, if the type is one
 * of these; newer ones are known by their place in the file alone. Bytes a value.
 */
const BYTES: Record<string, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

/** A tensor to write. `shape` multiplies to the number of values. */
export interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array | Int32Array | Float16Array;
}

/** A tensor as a file's header describes it. */
interface TensorEntry {
  /** Such as `F32`; any name, since new ones are added to the format. */
  dtype: string;
  shape: number[];
}

/** A tensor as a file holds it. */
interface StoredTensor extends TensorEntry {
  /** Its bytes in the file, little-endian. */
  bytes: Uint8Array;
}

/** A file whose header has been checked. */
export interface SafetensorsFile {
  metadata: Record<string, string>;
  tensors: ReadonlyMap<string, StoredTensor>;
}

/** A file that cannot be used, and why, in one sentence. */
export class SafetensorsError extends Error {
  override name = 'SafetensorsError';
}

/** Longest header read, in bytes. A header of ours takes some 120 bytes a tensor. */
const MAX_HEADER = 4 * 1024 * 1024;

/** A shape in a sentence: `[2, 3]`. */
const sizes = (shape: number[]): string => `[${excerpt(shape.join(', '))}]`;

const elements = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * The bytes of a file with the given tensors, in the given order.
 *
 * @param metadata free text for readers, beside `format: pt`, by which PyTorch's loaders know the file
 * @throws RangeError if a name comes twice or a shape does not match its data
 */
export function writeSafetensors(tensors: Tensor[], metadata: Record<string, string> = {}): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [['__metadata__', { format: 'pt', ...metadata }]];
  const names = new Set<string>(['__metadata__']);
  let end = 0;
  for (const { name, shape, data } of tensors) {
    if (names.has(name)) throw new RangeError(`a safetensors file cannot hold two tensors named ${name}`);
    if (elements(shape) !== data.length)
      throw new RangeError(`tensor ${name} has ${data.length} values, but shape [${shape.join(', ')}]`);
    names.add(name);
    const dtype = isFloat16Array(data) ? 'F16' : data instanceof Float32Array ? 'F32' : 'I32';
    header.push([name, { dtype, shape, data_offsets: [end, (end += data.byteLength)] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length); // spaces, so that data begins at a multiple of 8
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { data } of tensors) {
    // Every platform with WebGPU is little-endian, as the format is.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Checks a file and finds its tensors, without copying them.
 *
 * @throws SafetensorsError if it is not a safetensors file, is truncated, or its tensors overlap
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, data } = splitHeader(bytes);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw new SafetensorsError('not a safetensors file: its metadata are not an object of strings');
  const ranges = Object.entries(entries).map(([name, entry]) => ({ name, ...parseEntry(name, entry) }));
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of ranges) {
    if (end > data.length)
      throw new SafetensorsError(
        `the safetensors file is truncated: ${excerpt(name)} ends at byte ${end} of its data, which has ${data.length}`,
      );
    if (begin < covered)
      throw new SafetensorsError(
        `the safetensors file has overlapping tensors: ${excerpt(name)} begins at byte ${begin}, before the last one ends at ${covered}`,
      );
    if (begin > covered)
      throw new SafetensorsError(`the safetensors file has a hole of ${begin - covered} bytes before ${excerpt(name)}`);
    covered = end;
  }
  if (covered !== data.length)
    throw new SafetensorsError(
      `the safetensors file has ${data.length - covered} bytes that belong to no tensor at its end`,
    );
  return {
    metadata: metadata as Record<string, string>,
    tensors: new Map(
      ranges.map(({ name, dtype, shape, begin, end }) => [name, { dtype, shape, bytes: data.subarray(begin, end) }]),
    ),
  };
}

/**
 * The values of one tensor, copied.
 *
 * @throws SafetensorsError if it is missing, or its dtype or shape is another
 */
export function readTensor(
  file: SafetensorsFile,
  name: string,
  shape: number[],
  dtype: 'F32',
): Float32Array<ArrayBuffer>;
export function readTensor(file: SafetensorsFile, name: string, shape: number[], dtype: 'I32'): Int32Array<ArrayBuffer>;
export function readTensor(file: SafetensorsFile, name: string, shape: number[], dtype: 'F32' | 'I32') {
  const { buffer } = valuesOf(file, name, shape, [dtype]);
  return dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer);
}

/**
 * The values of a tensor of numbers in single or half precision, copied.
 *
 * @throws SafetensorsError if it is missing, or its dtype or shape is another
 */
export function readNumbers(file: SafetensorsFile, name: string, shape: number[]): Float32Array<ArrayBuffer> {
  const { buffer, dtype } = valuesOf(file, name, shape, ['F32', 'F16']);
  return dtype === 'F32' ? new Float32Array(buffer) : Float32Array.from(new Float16Array(buffer));
}

/** A copy of a tensor's bytes, checked. @param dtypes those that will do */
function valuesOf(
  file: SafetensorsFile,
  name: string,
  shape: number[],
  dtypes: readonly string[],
): { buffer: ArrayBuffer; dtype: string } {
  const tensor = file.tensors.get(name);
  if (!tensor) throw new SafetensorsError(`the safetensors file has no tensor ${excerpt(name)}`);
  const { dtype } = tensor;
  if (!dtypes.includes(dtype))
    throw new SafetensorsError(`tensor ${excerpt(name)} has dtype ${excerpt(dtype)}, expected ${dtypes.join(' or ')}`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i]))
    throw new SafetensorsError(`tensor ${excerpt(name)} has shape ${sizes(tensor.shape)}, expected ${sizes(shape)}`);
  const { buffer } = new Uint8Array(tensor.bytes); // a copy, also of Node's Buffer, whose slice is a view; begins at 0
  return { buffer, dtype };
}

/**
 * Bytes from the beginning of a file to the end of its header, by which one knows what is in it without reading it all.
 *
 * @param head at least the first 8 bytes
 * @throws SafetensorsError if there are fewer, or the header would be longer than any that is read
 */
export function headerEnd(head: Uint8Array): number {
  if (head.length < 8) throw new SafetensorsError(`not a safetensors file: it has ${head.length} bytes, fewer than 8`);
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER)
    throw new SafetensorsError(
      `not a safetensors file: its header would take ${length} bytes, more than ${MAX_HEADER}`,
    );
  return 8 + Number(length);
}

/**
 * Types and shapes of the tensors in a file, by name, from its header alone.
 *
 * @param head the file up to `headerEnd`, or more of it
 * @throws SafetensorsError if it is truncated, or no header
 */
export function readEntries(head: Uint8Array): Map<string, TensorEntry> {
  const { __metadata__: _, ...entries } = splitHeader(head).header;
  return new Map(Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry)]));
}

/** The parsed header, an object, and the bytes after it. */
function splitHeader(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  const end = headerEnd(bytes);
  if (end > bytes.length)
    throw new SafetensorsError(
      `the safetensors file is truncated: its header takes ${end - 8} bytes, and ${bytes.length - 8} follow`,
    );
  const data = bytes.subarray(end);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end)));
  } catch {
    throw new SafetensorsError('not a safetensors file: its header is not JSON');
  }
  if (!isRecord(header)) throw new SafetensorsError('not a safetensors file: its header is not an object');
  return { header, data };
}

/** One tensor of the header; checks all that does not depend on other tensors. */
function parseEntry(name: string, entry: unknown): TensorEntry & { begin: number; end: number } {
  if (!isRecord(entry))
    throw new SafetensorsError(`not a safetensors file: the entry of ${excerpt(name)} is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw new SafetensorsError(`tensor ${excerpt(name)} has a dtype that is not a name`);
  if (!isSizes(shape)) throw new SafetensorsError(`tensor ${excerpt(name)} has a shape that is not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    throw new SafetensorsError(`tensor ${excerpt(name)} has offsets that are not a range`);
  const [begin, end] = offsets as [number, number];
  const size = Object.hasOwn(BYTES, dtype) ? elements(shape) * BYTES[dtype]! : undefined;
  if (size !== undefined && size !== end - begin)
    throw new SafetensorsError(
      `tensor ${excerpt(name)} of shape ${sizes(shape)} and dtype ${excerpt(dtype)} takes ${size} bytes, but its offsets span ${end - begin}`,
    );
  return { dtype, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
