/** The safetensors reader and writer: a file byte by byte, round trips, and every kind of bad file. */
import fc from 'fast-check';
import { Float16Array } from '@petamoriken/float16';
import { describe, expect, it } from 'vitest';
import {
  headerEnd,
  readEntries,
  readNumbers,
  readSafetensors,
  readTensor,
  SafetensorsError,
  writeSafetensors,
} from '../../models/safetensors';

/** A file with the given header and data, whatever they say. */
function file(header: unknown, data: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return Uint8Array.from([json.length, json.length >> 8, 0, 0, 0, 0, 0, 0, ...json, ...data].map((byte) => byte & 255));
}

/** Two tensors of one F32 value each at the given byte ranges. */
const pair = (a: number[], b: number[]) => ({
  a: { dtype: 'F32', shape: [1], data_offsets: a },
  b: { dtype: 'F32', shape: [1], data_offsets: b },
});

describe('writeSafetensors', () => {
  it('writes the bytes that the format prescribes', () => {
    const bytes = writeSafetensors([
      { name: 'w', shape: [1, 2], data: Float32Array.of(1, -2) },
      { name: 'n', shape: [1], data: Int32Array.of(258) },
    ]);
    const header =
      '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"n":{"dtype":"I32","shape":[1],"data_offsets":[8,12]}}';
    expect(header.length).toBe(141);
    expect([...bytes.subarray(0, 8)]).toEqual([144, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + 144))).toBe(header + '   ');
    // 1.0 = 0x3f800000, -2.0 = 0xc0000000, 258 = 0x102, all little-endian
    expect([...bytes.subarray(152)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 2, 1, 0, 0]);
  });

  it('refuses what it could not read back', () => {
    const tensor = { name: 'w', shape: [2], data: Float32Array.of(1, 2) };
    expect(() => writeSafetensors([tensor, tensor])).toThrow('cannot hold two tensors named w');
    expect(() => writeSafetensors([{ ...tensor, shape: [3] }])).toThrow('w has 2 values, but shape [3]');
  });
});

describe('readSafetensors', () => {
  it('gives back any tensors and metadata, wherever the file lies in memory', () => {
    const tensor = fc
      .record({ name: fc.string({ minLength: 1 }), shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }) })
      .filter(({ name }) => name !== '__metadata__')
      .chain(({ name, shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const length = { minLength: size, maxLength: size };
        return fc.record({
          name: fc.constant(name),
          shape: fc.constant(shape),
          data: fc.oneof(fc.float32Array(length), fc.int32Array(length)),
        });
      });
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
    fc.assert(
      fc.property(tensors, fc.string(), fc.integer({ min: 0, max: 9 }), (tensors, note, offset) => {
        const written = writeSafetensors(tensors, { note });
        const bytes = new Uint8Array(written.length + offset).subarray(offset);
        bytes.set(written);
        const read = readSafetensors(bytes);
        expect(read.metadata).toEqual({ format: 'pt', note });
        expect(new Set(read.tensors.keys())).toEqual(new Set(tensors.map(({ name }) => name)));
        for (const { name, shape, data } of tensors) {
          const values =
            data instanceof Float32Array ? readTensor(read, name, shape, 'F32') : readTensor(read, name, shape, 'I32');
          expect(new Uint8Array(values.buffer)).toEqual(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        }
      }),
    );
  });

  it.each<[string, Uint8Array, string]>([
    ['an empty file', Uint8Array.of(), 'not a safetensors file: it has 0 bytes, fewer than 8'],
    [
      'another format',
      new TextEncoder().encode('%PDF-1.7 …'),
      `not a safetensors file: its header would take ${0x372e312d46445025n} bytes, more than 4194304`,
    ],
    ['a header that is not JSON', file('{"a":'), 'not a safetensors file: its header is not JSON'],
    [
      'a header that is not UTF-8',
      Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff),
      'not a safetensors file: its header is not JSON',
    ],
    ['a header that is a list', file('[]'), 'not a safetensors file: its header is not an object'],
    [
      'metadata of numbers',
      file({ __metadata__: { a: 1 } }),
      'not a safetensors file: its metadata are not an object of strings',
    ],
    ['an entry that is a number', file({ a: 1 }), 'not a safetensors file: the entry of a is not an object'],
    [
      'a cut header',
      file('{}').subarray(0, 9),
      'the safetensors file is truncated: its header takes 2 bytes, and 1 follow',
    ],
    [
      'cut data',
      file(pair([0, 4], [4, 8]), [0, 0, 0, 0, 0]),
      'the safetensors file is truncated: b ends at byte 8 of its data, which has 5',
    ],
    [
      'overlapping tensors',
      file(pair([0, 4], [2, 6]), [0, 0, 0, 0, 0, 0]),
      'the safetensors file has overlapping tensors: b begins at byte 2, before the last one ends at 4',
    ],
    [
      'a hole',
      file(pair([0, 4], [5, 9]), [0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'the safetensors file has a hole of 1 bytes before b',
    ],
    [
      'bytes at the end',
      file(pair([0, 4], [4, 8]), [0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'the safetensors file has 1 bytes that belong to no tensor at its end',
    ],
    [
      'a dtype that is no name',
      file({ a: { dtype: 7, shape: [], data_offsets: [0, 0] } }),
      'tensor a has a dtype that is not a name',
    ],
    [
      'a negative size',
      file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 0] } }),
      'tensor a has a shape that is not a list of sizes',
    ],
    [
      'a reversed range',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }),
      'tensor a has offsets that are not a range',
    ],
    [
      'a negative offset',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } }),
      'tensor a has offsets that are not a range',
    ],
    [
      'a shape that does not fit its range',
      file({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, [0, 0, 0, 0, 0, 0, 0, 0]),
      'tensor a of shape [3] and dtype F32 takes 12 bytes, but its offsets span 8',
    ],
    [
      'a shape too large to multiply',
      file({ a: { dtype: 'F32', shape: [2 ** 52, 2 ** 52, 0], data_offsets: [0, 8] } }, [0, 0, 0, 0, 0, 0, 0, 0]),
      'tensor a of shape [4503599627370496, 4503599627370496, 0] and dtype F32 takes 0 bytes, but its offsets span 8',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(new SafetensorsError(message));
  });

  it('never does anything but read or refuse, whichever byte of a file is wrong', () => {
    const good = writeSafetensors([{ name: 'w', shape: [2, 1], data: Float32Array.of(1, 2) }]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
        const bytes = good.slice(0, length);
        if (at < length) bytes[at] = value;
        try {
          readTensor(readSafetensors(bytes), 'w', [2, 1], 'F32');
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a tensor of a type that is not known here', () => {
  const bytes = file(
    {
      w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      extra: { dtype: 'F8_E5M2', shape: [3], data_offsets: [4, 7] },
    },
    [0, 0, 0x80, 0x3f, 1, 2, 3],
  );

  it('leaves the others as they are, and is named where it is asked for', () => {
    const read = readSafetensors(bytes);
    expect([...readTensor(read, 'w', [1], 'F32')]).toEqual([1]);
    expect(() => readTensor(read, 'extra', [3], 'F32')).toThrow('tensor extra has dtype F8_E5M2, expected F32');
  });

  it('must lie in its place all the same', () => {
    const header = { x: { dtype: 'toString', shape: [1], data_offsets: [0, 9] } };
    expect(() => readSafetensors(file(header, [1]))).toThrow('truncated: x ends at byte 9');
  });
});

describe('readEntries', () => {
  it('reads the header without the data', () => {
    const bytes = writeSafetensors([{ name: 'w', shape: [1, 2], data: Float32Array.of(1, 2) }]);
    const head = bytes.slice(0, headerEnd(bytes.subarray(0, 8)));
    expect(head).toHaveLength(bytes.length - 8);
    expect([...readEntries(head)]).toMatchObject([['w', { dtype: 'F32', shape: [1, 2] }]]);
    expect(() => readEntries(head.subarray(0, -1))).toThrow('the safetensors file is truncated: its header takes');
    expect(() => headerEnd(new Uint8Array([0, 0, 0, 0, 1, 0, 0, 0]))).toThrow('its header would take 4294967296 bytes');
  });
});

describe('readTensor', () => {
  const read = readSafetensors(writeSafetensors([{ name: 'w', shape: [1, 2], data: Float32Array.of(1, 2) }]));

  it('says little of what a file says at length', () => {
    const long = file({ ['x'.repeat(5000)]: { dtype: 'F32', shape: Array(2000).fill(1), data_offsets: [0, 8] } });
    expect(() => readSafetensors(long)).toThrow(/^tensor x{60}… of shape \[[1, ]{60}…\] and dtype F32 takes 4 bytes/);
  });

  it('names the tensor, what was expected and what was found', () => {
    expect(() => readTensor(read, 'v', [1], 'F32')).toThrow(
      new SafetensorsError('the safetensors file has no tensor v'),
    );
    expect(() => readTensor(read, 'w', [1, 2], 'I32')).toThrow(
      new SafetensorsError('tensor w has dtype F32, expected I32'),
    );
    expect(() => readTensor(read, 'w', [2, 1], 'F32')).toThrow(
      new SafetensorsError('tensor w has shape [1, 2], expected [2, 1]'),
    );
    expect(() => readTensor(read, 'w', [2], 'F32')).toThrow('tensor w has shape [1, 2], expected [2]');
  });

  it('copies: the file may be changed or freed afterwards', () => {
    const bytes = writeSafetensors([{ name: 'w', shape: [1], data: Float32Array.of(1) }]);
    const values = readTensor(readSafetensors(bytes), 'w', [1], 'F32');
    bytes.fill(0);
    expect([...values]).toEqual([1]);
  });
});

describe('half precision', () => {
  /** Bits by IEEE 754: sign, five bits of exponent, ten of fraction. */
  const BITS: [value: number, bits: number][] = [
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
    [2049, 0x6800], // between 2048 and 2050: to the even one
  ];

  it('is written as IEEE 754 has it, and read as the nearest numbers that there are', () => {
    const data = Float16Array.from(BITS.map(([value]) => value));
    const file = writeSafetensors([{ name: 'x', shape: [BITS.length], data }]);
    const read = readSafetensors(file);
    const { dtype, bytes } = read.tensors.get('x')!;
    expect(dtype).toBe('F16');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expect(BITS.map((_, i) => view.getUint16(2 * i, true))).toEqual(BITS.map(([, bits]) => bits));
    expect([...readNumbers(read, 'x', [BITS.length])]).toEqual([1, -2, 65504, 2 ** -24, 0x555 * 2 ** -12, 2048]);
  });

  it('is refused where single precision alone will do', () => {
    const read = readSafetensors(writeSafetensors([{ name: 'x', shape: [1], data: Float16Array.of(1) }]));
    expect(() => readTensor(read, 'x', [1], 'F32')).toThrow('tensor x has dtype F16, expected F32');
  });
});
