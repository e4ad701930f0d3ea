/** How fast this device trains models of each shape, kept between visits. */

const KEY = 'midtrain-lab.paces';

/** Seconds for each token that a model reads, by the shape of model and batch. */
export type Paces = Readonly<Record<string, number>>;

/** Those that were kept; none where nothing may be kept, or what was is broken. */
export function readPaces(): Paces {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter(([, pace]) => typeof pace === 'number' && Number.isFinite(pace) && pace > 0),
    );
  } catch {
    return {};
  }
}

/** Where nothing may be kept, they are learned anew on the next visit. */
export function keepPaces(paces: Paces): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(paces));
  } catch {
    // There is no other place for them.
  }
}
