/** The other tests of this folder mean nothing without WebGPU, so a browser without an adapter is a failure. */
import { expect, test } from 'vitest';

test('the browser gives a WebGPU adapter and a device that computes', async () => {
  expect(navigator.gpu, 'this browser has no WebGPU').toBeDefined();
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter, 'this browser gives no WebGPU adapter').not.toBeNull();
  const device = await adapter!.requestDevice();

  const code =
    '@group(0) @binding(0) var<storage, read_write> x : u32; @compute @workgroup_size(1) fn main() { x = 6u * 7u; }';
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const result = device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const copy = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: result } }],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(result, 0, copy, 0, 4);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  expect([...new Uint32Array(copy.getMappedRange())]).toEqual([42]);
  device.destroy();
});
