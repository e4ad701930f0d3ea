/** What a machine's WebGPU adapter says of itself, with the limits that the engine's kernels come near. */

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies (keyof GPUSupportedLimits)[];

/** @throws Error if there is no adapter */
export async function adapterReport(): Promise<object> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('There is no WebGPU adapter.');
  const { vendor, architecture, device, description } = adapter.info;
  console.log(vendor, architecture, device, description);
  return {
    vendor,
    architecture,
    device,
    description,
    features: [...adapter.features],
    limits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
  };
}
