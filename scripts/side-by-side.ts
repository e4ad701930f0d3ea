/** Works through steps side by side, in their order, where some need what others make. */

export interface Step {
  name: string;
  /** Names of the steps that have to be over before this one begins. */
  after?: readonly string[];
}

/**
 * Runs every step, at most `atOnce` at a time. Whenever one ends, the first step that waits for nothing begins.
 *
 * @param run must not fail: a step that others wait for is over whatever came of it
 * @throws Error if steps wait for each other, or for one that does not exist
 */
export async function runSideBySide<S extends Step>(
  steps: readonly S[],
  atOnce: number,
  run: (step: S) => Promise<void>,
): Promise<void> {
  const waiting = [...steps];
  const running = new Map<string, Promise<void>>();
  const over = new Set<string>();
  const isReady = ({ after = [] }: S) => after.every((name) => over.has(name));
  const begin = async (step: S): Promise<void> => {
    await run(step);
    running.delete(step.name);
    over.add(step.name);
  };
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < atOnce ? waiting.findIndex(isReady) : -1;
    if (next >= 0) {
      const [step] = waiting.splice(next, 1);
      running.set(step!.name, begin(step!));
    } else if (running.size > 0) await Promise.race(running.values());
    else throw new Error(`These steps wait for what never comes: ${waiting.map(({ name }) => name).join(', ')}.`);
  }
}
