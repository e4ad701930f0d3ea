/** What a run of the benchmark reports: one JSON object, the same from the page and from the command line. */
import type { BatchShape } from '../datasets/batch';
import type { GPTConfig } from '../models/config';
import type { GpuInfo } from '../models/adapter';
import type { Target } from '../models/ops/kernel';
import type { PeersResult } from './peers/contestant';
import type { BenchSettings, TrainingCase } from './settings';

/** How training goes at one size. Times are medians over the rounds. */
export interface TrainingResult {
  model: GPTConfig;
  batch: BatchShape;
  /** R */
  replicas: number;
  /** Of one replica. */
  parameters: number;
  msPerStep: number;
  msPerReplica: number;
  /** CPU time of all processes of the browser, where the command line can read it. */
  cpuMsPerStep?: number;
  /** For which uploading and submitting a step holds up the GPU's thread, of one replica; the GPU is idle meanwhile. */
  hostMsPerReplica: number;
  /** Of all replicas, padding included. */
  tokensPerSecond: number;
  /** Counted at the device, not taken from the plan. */
  dispatchesPerStep: number;
  submitsPerStep: number;
  /** Of the matrix products, forward and backward, all replicas. */
  gflopPerStep: number;
  gflopPerSecond: number;
  /** The step's matrix products at the best rate that each of their shapes reaches alone. */
  limitMs: number;
  limitCpuMs?: number;
  /** `limitMs / msPerStep`, the median over rounds in which one was measured right after the other. */
  fractionOfLimit: number;
  /** The same in CPU time, which other work on the machine disturbs less. */
  fractionOfLimitCpu?: number;
  /** From nothing to the end of the first step: what was not compiled for an earlier row is compiled. */
  readyMs: number;
  /** GPU memory. */
  bytes: { stack: number; trainer: number };
  /** Mean over replicas: of the first step, and of the steps since, up to `lastStep`, in the last round. */
  loss: { first: number; last: number; lastStep: number };
  /** Every round, in order. */
  rounds: { msPerStep: number; limitMs: number; cpuMsPerStep?: number; limitCpuMs?: number }[];
}

/** One shape of matrix product, alone. */
export interface ProductResult {
  /** As the step's kernels are named, with `*` for the layer. */
  name: string;
  /** `[M, K] × [K, N]` */
  rows: number;
  inner: number;
  columns: number;
  /** How often a step computes it. */
  count: number;
  /** Median, once. */
  ms: number;
  cpuMs?: number;
  gflopPerSecond: number;
  /** The variant that was fastest. */
  variant: string;
}

/** How decoding goes: `lanes` sequences of one model, from one token to full length. */
export interface DecodingResult {
  lanes: number;
  length: number;
  tokensPerSecond: number;
  msPerToken: number;
  cpuMsPerToken?: number;
  /** Milliseconds of a token for which the model reads the whole row again, with logits at every place. */
  fullForwardMsPerToken: number;
  fullForwardCpuMsPerToken?: number;
  timesFullForward: number;
  /** The same where the decoder itself reads again just what has been written so far, and asks for the last logits. */
  rereadingMsPerToken: number;
  rereadingCpuMsPerToken?: number;
  timesRereading: number;
  /** GPU memory, without the stack's. */
  bytes: number;
}

/** Rows packed with documents against rows with one document each, in the same training step. */
export interface PackingResult {
  batch: BatchShape;
  /** Mean length of a document of the pretraining corpus. */
  tokensPerDocument: number;
  documentsPerBatch: { packed: number; padded: number };
  documentsPerSecond: { packed: number; padded: number };
  times: number;
  /** The same in CPU time. */
  timesCpu?: number;
}

/** All kernels of a name, with `*` for the layer, each run alone many times. Times are of all of them together. */
export interface KernelResult {
  name: string;
  /** Dispatches. */
  count: number;
  ms: number;
  cpuMs?: number;
  /** Share of the sum over all kernels; of CPU time on a software adapter, where that can be read. */
  share: number;
  /** For a matrix product of training. */
  gflopPerSecond?: number;
  /** For a matrix product of training: what it takes alone, with nothing fused in, at the best rate measured. */
  limitMs?: number;
}

/** The kernels of one piece of work. */
export interface ProfileResult {
  replicas: number;
  /** Where the times come from: queries on the GPU, or a clock around many runs. */
  source: 'timestamp-query' | 'clock';
  kernels: KernelResult[];
  sumMs: number;
  /** All of it in one pass, in the same rounds. */
  wholeMs: number;
}

/** How long the making of text takes. */
export interface TextPace {
  /** Milliseconds on one core for a batch of the usual preset that was never made before, by stage. */
  textMsPerBatch: Record<string, number>;
  /** The same in CPU time of the browser, which other work on the machine disturbs less. */
  textCpuMsPerBatch?: Record<string, number>;
}

/** Everything. */
export interface BenchResult extends TextPace {
  format: 1;
  commit: string;
  /** When it ended, ISO 8601. */
  date: string;
  userAgent: string;
  gpu: GpuInfo;
  target: Target;
  settings: BenchSettings;
  /** The first is the model asked for, with the first number of replicas. */
  training: TrainingResult[];
  /** Sizes that the GPU's memory cannot hold. */
  skipped: { size: TrainingCase; reason: string }[];
  /** Of the first entry of `training`. */
  products: ProductResult[];
  decoding: DecodingResult;
  packing: PackingResult;
  /** Of a training step, and of one more token for every text. */
  profile?: { step: ProfileResult; token: ProfileResult };
  /** From the command line with `--peers`. */
  peers?: PeersResult;
}
