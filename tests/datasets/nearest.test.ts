/** The known name that was most likely meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../datasets/nearest';

const KNOWN = ['experiment', 'preset', 'seeds', 'base', 'arms', 'midtrain.steps'];

describe('the nearest name', () => {
  it.each([
    ['seed', 'seeds'],
    ['sedes', 'seeds'],
    ['Preset', 'preset'],
    ['experimant', 'experiment'],
    ['midtrain.step', 'midtrain.steps'],
    ['arm', 'arms'],
  ])('%s means %s', (written, meant) => {
    expect(nearest(written, KNOWN)).toBe(meant);
  });

  it('finds a specification whose letters were swapped', () => {
    expect(nearest('philosofy', ['general', 'philosophy', 'thrift', 'rules'])).toBe('philosophy');
  });

  it.each([
    ['a name of something else', 'utm_source'],
    ['a letter', 'x'],
    ['nothing', ''],
    ['a text', 'seeds'.repeat(10_000)],
  ])('is none for %s', (_, written) => {
    expect(nearest(written, KNOWN)).toBeUndefined();
  });

  it('knows no name where there is none', () => {
    expect(nearest('seeds', [])).toBeUndefined();
  });

  it('is the name itself if that is known, and the same name after any one letter was left out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN), fc.nat(), (name, at) => {
        const cut = at % name.length;
        expect(nearest(name, KNOWN)).toBe(name);
        expect(nearest(name.slice(0, cut) + name.slice(cut + 1), KNOWN)).toBe(name);
      }),
    );
  });

  it('takes the first of several that are as near', () => {
    expect(nearest('thrif', ['thrifa', 'thrifb'])).toBe('thrifa');
  });
});
