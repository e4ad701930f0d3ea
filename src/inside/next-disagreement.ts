/** The next of a list of questions on which models disagree, sought with breaks so that the page stays awake. */
import { yieldToBrowser } from '../parts/yield-to-browser';

/** Two models differ on a question whose first option is more probable of one of them by so much. */
const APART = 0.5;

/**
 * The next question on which they differ, going round, or else the one on which they do most.
 *
 * @param from place in the list after which the search begins; −1 for its beginning
 * @param apart how far the models are apart on the question at a place
 * @param wanted whether anybody still wants to know
 * @returns its place; undefined where nobody wants to know any more
 */
export async function nextDisagreement(
  length: number,
  from: number,
  apart: (place: number) => Promise<number>,
  wanted: () => boolean,
): Promise<number | undefined> {
  let most = { apart: -1, place: from };
  for (let i = 1; i <= length && most.apart < APART; i++) {
    await yieldToBrowser();
    if (!wanted()) return undefined;
    const place = (from + i) % length;
    const here = await apart(place);
    if (here > most.apart) most = { apart: here, place };
  }
  return most.place;
}
