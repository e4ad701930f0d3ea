/** Drawings made by parts of the page that are loaded late, each in an element with the role of an image. */
import { loadPart } from '../parts/load';

/**
 * A Svelte attachment that puts a drawing into its element, and another in its place whenever that would be different.
 * Where it cannot be loaded, the element is no image any more but says so in a sentence.
 *
 * @param load what draws
 * @param drawing reads at once all that the drawing depends on, and gives what makes it; undefined while there is none
 */
export function drawn<Part>(load: () => Promise<Part>, drawing: () => ((part: Part) => Element) | undefined) {
  return (host: HTMLElement) => {
    const make = drawing();
    if (!make) return;
    let current = true;
    void loadPart(load, 'The figure').then(
      (part) => {
        if (current) host.replaceChildren(make(part));
      },
      (error: Error) => {
        if (!current) return;
        host.role = 'alert';
        host.removeAttribute('aria-label');
        host.replaceChildren(error.message);
      },
    );
    return () => {
      current = false;
    };
  };
}
