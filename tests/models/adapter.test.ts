/** What each generation of browsers says of an adapter, and where. */
import { expect, test } from 'vitest';
import { describeAdapter, type GpuInfo } from '../../models/adapter';

const words = { vendor: 'google', architecture: 'swiftshader', device: '0xc0de', description: 'SwiftShader Device' };

const cases: [browser: string, adapter: object, said: GpuInfo][] = [
  ['Chrome 140', { info: { ...words, isFallbackAdapter: true } }, { ...words, fallback: true }],
  [
    'Chrome 136, which says it twice',
    { info: { ...words, isFallbackAdapter: false }, isFallbackAdapter: false },
    { ...words, fallback: false },
  ],
  ['Chrome 127, on a GPU', { info: words, isFallbackAdapter: false }, { ...words, fallback: false }],
  ['Chrome 127, in software', { info: words, isFallbackAdapter: true }, { ...words, fallback: true }],
  [
    'Chrome 113',
    { isFallbackAdapter: true, requestAdapterInfo: () => Promise.resolve(words) },
    { ...words, fallback: true },
  ],
  ['a browser that says nothing', {}, { vendor: '', architecture: '', device: '', description: '', fallback: false }],
  [
    'a browser that says more than records hold',
    { info: { vendor: 'v'.repeat(1000), architecture: null } },
    { vendor: 'v'.repeat(200), architecture: '', device: '', description: '', fallback: false },
  ],
];
test.each(cases)('%s', async (_, adapter, said) => {
  expect(await describeAdapter(adapter as GPUAdapter)).toEqual(said);
});
