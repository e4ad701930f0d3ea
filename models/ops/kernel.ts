/**
 * The one interface between operations and the program that runs them.
 *
 * An operation (a file of this folder) is a function that returns a `Kernel`: WGSL text and the arrays it works on,
 * as plain data, so that a program can be built, counted and read without a GPU. `program.ts` allocates, compiles
 * and dispatches. Every array has a leading replica axis, and a dispatch covers all replicas: `workgroup_id.z` is
 * the replica. The text says nothing of how many there are, so stacks of all sizes share pipelines.
 *
 * Kernels come in two families, because software adapters and GPUs have opposite costs:
 *
 *     software   no barriers and no workgroup memory. A workgroup is four invocations, which is one subgroup there
 *                ("lanes"); the code is straight-line with loops unrolled by the generator, and what one lane has
 *                loaded is handed to the others by `subgroupBroadcast` if the device has subgroups.
 *     gpu        workgroups of 64 invocations or more, neighbours on neighbouring addresses, shared values in
 *                workgroup memory between barriers. Needs no subgroups.
 *
 * An operation that the families do in ways of their own has three files: `<op>.ts` says what is computed, and on what;
 * `<op>-software.ts` and `<op>-gpu.ts` make the kernel; index.ts picks. One whose kernel is nearly the same in both
 * (adamw.ts, choose.ts, clip.ts, kv-cache.ts) is a single file.
 */

/** Which kernels to build. */
export interface Target {
  family: 'software' | 'gpu';
  /** Whether kernels may use subgroup operations. Those of the GPU family never do. */
  subgroups: boolean;
}

/** An array on the GPU: `[R, length]` elements of 32 bits. */
export interface GpuArray {
  name: string;
  /** Elements of one replica. */
  length: number;
  type: 'f32' | 'i32';
}

/** Part of an array: in every replica, the elements from `offset` on. */
export interface View {
  array: GpuArray;
  offset: number;
}

/** What a kernel reads or writes. */
export type Operand = GpuArray | View;

/** One dispatch. */
export interface Kernel {
  name: string;
  /** WGSL with entry point `main`. Layers of the same shape have the same text and share a pipeline. */
  code: string;
  /** The arrays at bindings 0, 1, …: all different. */
  arrays: GpuArray[];
  /** Contents of the uniform buffer at the binding after the arrays; without it if empty. */
  offsets: number[];
  /** Workgroups in x and y; in z there is one for every replica. */
  workgroups: [number, number];
  /** If it works through rows in order: how many, and whether along x (0) or y (1). A run may then do the first alone. */
  rows?: KernelRows;
}

/** The rows a kernel works through, in order along one axis of its workgroups. */
export interface KernelRows {
  axis: 0 | 1;
  count: number;
}

/** Invocations in a workgroup of the software family: one subgroup of a software adapter. */
export const LANES = 4;

/** A new array. */
export function gpuArray(name: string, length: number, type: GpuArray['type'] = 'f32'): GpuArray {
  return { name, length, type };
}

/** WGSL for the element of an operand at an index (itself WGSL) within the replica's part. */
type Element = (index: string) => string;

/** What `kernel` needs to know. `Name` are the operands' names in the body. */
interface KernelSpec<Name extends string> {
  name: string;
  /** Invocations in a workgroup; `LANES` if not given. */
  workgroupSize?: number;
  reads: Partial<Record<Name, Operand>>;
  /** Operands written, and perhaps read. */
  writes: Partial<Record<Name, Operand>>;
  /** Workgroups in x and y. */
  workgroups: [number, number];
  rows?: KernelRows;
  /** WGSL at module scope: functions that the body calls, private and workgroup variables. */
  functions?: string;
  /**
   * Body of `main`. In scope: `lane` (invocation in its workgroup), `group` (workgroup in x and y), `thread` (lane +
   * workgroup size × group.x), `replica`.
   */
  body: (element: Record<Name, Element>) => string;
}

/**
 * A kernel from its operands and the body of its `main`.
 *
 * Operands that lie in one array share its binding, as WebGPU demands where one of them is written. Offsets of views
 * come from a uniform buffer, not from the text, so that layers share a pipeline.
 */
export function kernel<Name extends string>(target: Target, spec: KernelSpec<Name>): Kernel {
  const bindings = new Map<GpuArray, { variable: string; written: boolean }>();
  const offsets: number[] = [];
  const origins: string[] = [];
  const element = {} as Record<Name, Element>;
  const add = (operands: Partial<Record<Name, Operand>>, written: boolean) => {
    for (const [name, operand] of Object.entries(operands) as [Name, Operand | undefined][]) {
      if (!operand) continue;
      const { array, offset } = 'array' in operand ? operand : { array: operand, offset: undefined };
      const binding = bindings.get(array) ?? { variable: `data${bindings.size}`, written: false };
      binding.written ||= written;
      bindings.set(array, binding);
      const shift = offset === undefined ? '' : ` + offsets[${offsets.length >> 2}][${offsets.length & 3}]`;
      if (offset !== undefined) offsets.push(offset);
      origins.push(`let ${name}_origin = replica * ${array.length}u${shift};`);
      element[name] = (index) => `${binding.variable}[${name}_origin + ${index}]`;
    }
  };
  add(spec.reads, false);
  add(spec.writes, true);
  const body = spec.body(element);
  const declarations = [...bindings].map(([array, { variable, written }], i) => {
    const access = written ? 'read_write' : 'read';
    return `@group(0) @binding(${i}) var<storage, ${access}> ${variable}: array<${array.type}>;`;
  });
  if (offsets.length) {
    const type = `array<vec4u, ${Math.ceil(offsets.length / 4)}>`;
    declarations.push(`@group(0) @binding(${bindings.size}) var<uniform> offsets: ${type};`);
  }
  const size = spec.workgroupSize ?? LANES;
  const code = `${target.subgroups ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);' : ''}
${declarations.join('\n')}
${spec.functions ?? ''}
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_id) local: vec3u, @builtin(workgroup_id) group: vec3u) {
let lane = local.x; let thread = group.x * ${size}u + lane; let replica = group.z;
${origins.join(' ')}
${body}
}`;
  const { name, workgroups, rows } = spec;
  return { name, code, arrays: [...bindings.keys()], offsets, workgroups, rows };
}
