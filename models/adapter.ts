/** What an adapter says of itself. Browsers differ in where they say it and in whether they do; only this file knows. */

/** What the adapter says of itself, for records and for the page. A word it does not say is empty. */
export interface GpuInfo {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** Whether the adapter computes in software. */
  fallback: boolean;
}

/** An adapter as any browser may have it. */
interface AnyAdapter {
  /** From Chrome 127 on; its `isFallbackAdapter` from 136 on. */
  readonly info?: Partial<GPUAdapterInfo>;
  /** Where Chrome had it up to 139. */
  readonly isFallbackAdapter?: boolean;
  /** What Chrome had before `info`, up to 130. */
  requestAdapterInfo?(): Promise<Partial<GPUAdapterInfo>>;
}

/** Longest word, in characters: records keep them. */
const LONGEST = 200;

/** Reads it from whichever place the browser has for it. One that does not say whether it is software is taken for a GPU. */
export async function describeAdapter(adapter: GPUAdapter): Promise<GpuInfo> {
  const any: AnyAdapter = adapter;
  const info = any.info ?? (await any.requestAdapterInfo?.()) ?? {};
  const word = (value: unknown) => (typeof value === 'string' ? value.slice(0, LONGEST) : '');
  return {
    vendor: word(info.vendor),
    architecture: word(info.architecture),
    device: word(info.device),
    description: word(info.description),
    fallback: info.isFallbackAdapter ?? any.isFallbackAdapter ?? false,
  };
}
