/** The products of a step, against the usual count of its work and against the step's own kernels. */
import { expect, test } from 'vitest';
import { flop, kernelGroup, stepFlop, stepProducts } from '../../bench/products';
import { parameterCount, parameterLayout } from '../../models/config';
import { gpuArray } from '../../models/ops/kernel';
import { trainingStep } from '../../models/step';
import { options, tinyConfig, tinyShape } from '../models/fixtures';

const products = stepProducts(tinyConfig, tinyShape);

test('a step takes six operations for every token and every number in a matrix', () => {
  const matrices = parameterLayout(tinyConfig).filter(({ name, shape }) => shape.length === 2 && !/wpe/.test(name));
  const numbers = matrices.reduce((sum, { size }) => sum + size, 0);
  expect(stepFlop(products)).toBe(6 * tinyShape.rows * tinyShape.length * numbers);
});

test('the products of one matrix have the same three sizes in other places', () => {
  for (const { name, rows, inner, columns } of products) {
    const forward = products.find((product) => product.name === name.replace(/ d[wx]$/, ''))!;
    const sizes = [forward.rows, forward.inner, forward.columns].sort();
    expect([rows, inner, columns].sort(), name).toEqual(sizes);
  }
  expect(flop({ rows: 2, inner: 3, columns: 5 })).toBe(60);
});

test('every product has the name of kernels of the step, and as many of them or their multiple', () => {
  const N = parameterCount(tinyConfig);
  const arrays = {
    parameters: gpuArray('parameters', N),
    gradients: gpuArray('gradients', N),
    firstMoment: gpuArray('firstMoment', N),
    secondMoment: gpuArray('secondMoment', N),
  };
  const target = { family: 'software', subgroups: true } as const;
  const { kernels } = trainingStep(target, tinyConfig, tinyShape, options, arrays);
  for (const { name, count } of products) {
    const found = kernels.filter((kernel) => kernelGroup(kernel.name) === name).length;
    expect(found, name).toBeGreaterThan(0);
    expect(found % count, name).toBe(0);
  }
});

test('layers share a group', () => {
  expect(kernelGroup('h.11.mlp.c_fc dw')).toBe('h.*.mlp.c_fc dw');
  expect(kernelGroup('logits')).toBe('logits');
});
