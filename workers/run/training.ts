/** Trains the replicas of a stack over one stage. Knows nothing of experiments, arms or what the batches say. */
import { cosineWithWarmup } from '../../models/schedule';
import type { Trainer, TrainingStats } from '../../models/trainer';
import type { StageRecipe } from '../experiments/presets';
import type { StepSource } from '../text/step-source';

/** Steps submitted and not yet run. Two keep the GPU busy while the next batch is made. */
const IN_FLIGHT = 2;

/** What a stage is made of. */
export interface Stage {
  trainer: Pick<Trainer, 'submit' | 'stats' | 'settled'>;
  recipe: StageRecipe;
  /** Steps after which the stage is left, its rates those of the whole recipe; all of them if not given. */
  until?: number;
  /** Gives what the replicas read. */
  source: StepSource;
  /** Steps between two readings of the loss. */
  loggingEvery: number;
  /** Steps done already, where a stage is resumed; the trainer then has been, too. */
  from?: number;
  /** Replicas that are known to have diverged. */
  diverged?: Iterable<number>;
}

/** A replica whose loss or gradients are no numbers any more. It stays so for good; the others go on. */
export interface DivergedReplica {
  /** Its place in the stack. */
  replica: number;
  /** The first step, from 1, at which it was so. */
  step: number;
}

/** Where a stage stands. */
export interface TrainingProgress {
  /** Steps submitted. */
  step: number;
  /** Steps known to have run. */
  ran: number;
  /** Mean loss of each replica since it was last read, every `loggingEvery` steps and at the end; NaN if it diverged. `[R]` */
  loss?: number[];
  /** Where there is a loss: replicas that have diverged since it was last read. */
  diverged?: DivergedReplica[];
}

/**
 * Trains step by step; whoever consumes it decides, between two steps, what else happens. Every step has run when the
 * last point comes.
 */
export async function* trainStage(stage: Stage): AsyncGenerator<TrainingProgress, void, void> {
  const { trainer, recipe, until = recipe.steps, source, loggingEvery, from = 0 } = stage;
  const learningRate = cosineWithWarmup(recipe);
  const running: Promise<void>[] = [];
  const known = new Set(stage.diverged);
  for (let step = from + 1; step <= until; step++) {
    const input = await source.at(step - 1);
    if (running.length >= IN_FLIGHT) await running.shift();
    trainer.submit(input, new Array<number>(input.scored.length).fill(learningRate(step - 1)));
    if (step % loggingEvery === 0 || step === until) {
      const stats = await trainer.stats(); // waits for everything submitted
      running.length = 0;
      const diverged = newlyDiverged(stats, step, known);
      yield { step, ran: step, loss: stats.meanLoss.map((loss, r) => (known.has(r) ? NaN : loss)), diverged };
    } else {
      const done = trainer.settled();
      done.catch(() => undefined); // awaited above; a stage left early must not leave it unhandled
      running.push(done);
      yield { step, ran: step - running.length };
    }
  }
}

/** Replicas that are not among those known to have diverged, to which they are added. */
function newlyDiverged({ steps, diverged }: TrainingStats, step: number, known: Set<number>): DivergedReplica[] {
  const found = diverged.flatMap((first, replica) =>
    first > 0 && !known.has(replica) ? [{ replica, step: step - steps + first }] : [],
  );
  for (const { replica } of found) known.add(replica);
  return found;
}
