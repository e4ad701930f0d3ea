/** The parts of the peers' packages that are used, so that everything has types where they are not installed. */

declare module '@jax-js/jax' {
  type ArrayLike = Array | number;

  export interface Array {
    readonly ref: Array;
    readonly shape: number[];
    add(other: ArrayLike): Array;
    sub(other: ArrayLike): Array;
    mul(other: ArrayLike): Array;
    div(other: ArrayLike): Array;
    reshape(shape: number[]): Array;
    slice(...index: ([number, number] | number)[]): Array;
    data(): Promise<Float32Array>;
    dispose(): void;
  }

  export function init(...devices: string[]): Promise<string[]>;
  export function defaultDevice(device: string): string;
  export function jit<F>(f: F): F;
  export function valueAndGrad<P, A extends unknown[]>(
    f: (p: P, ...rest: A) => Array,
  ): (p: P, ...rest: A) => [Array, P];

  export const tree: {
    ref<T>(tree: T): T;
    dispose(tree: unknown): void;
  };

  export const numpy: {
    int32: unknown;
    array(values: number[] | Float32Array | Int32Array, options?: { shape?: number[]; dtype?: unknown }): Array;
    sum(a: ArrayLike): Array;
    square(a: ArrayLike): Array;
    sqrt(a: ArrayLike): Array;
    minimum(a: ArrayLike, b: ArrayLike): Array;
    divide(a: ArrayLike, b: ArrayLike): Array;
    split(a: ArrayLike, sections: number, axis?: number): Array[];
    take(a: ArrayLike, indices: ArrayLike, axis: number): Array;
    matmul(a: ArrayLike, b: ArrayLike): Array;
    transpose(a: ArrayLike): Array;
  };

  export const nn: {
    logSoftmax(a: ArrayLike, axis: number): Array;
    oneHot(a: Array, classes: number): Array;
    standardize(a: ArrayLike, axis: number, options: { epsilon: number }): Array;
    gelu(a: ArrayLike, options: { approximate: boolean }): Array;
    dotProductAttention(q: ArrayLike, k: ArrayLike, v: ArrayLike, options: { isCausal: boolean }): Array;
  };
}

declare module '@genai-fi/nanogpt/dist/backend.js' {
  export function selectBackend(name: 'webgpu'): Promise<void>;
}

declare module '@genai-fi/nanogpt/dist/dist-Da20xy8E.js' {
  import type { Tensor } from '@genai-fi/nanogpt/dist/training/BasicTrainer.js';
  export function fi(values: Int32Array, shape: number[], dtype: 'int32'): Tensor;
}

declare module '@genai-fi/nanogpt/dist/models/factory.js' {
  export interface Model {
    getNumParams(): number;
  }
  export default function createModel(config: Record<string, string | number | boolean>): Model;
}

declare module '@genai-fi/nanogpt/dist/training/BasicTrainer.js' {
  import type { Model } from '@genai-fi/nanogpt/dist/models/factory.js';
  export interface Tensor {
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  export default class BasicTrainer {
    constructor(model: Model, tokenizer: undefined, optimizer: Record<string, number>);
    trainStep(state: object, batch: { xs: Tensor; ys: Tensor }): Tensor;
  }
}
