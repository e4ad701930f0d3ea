/** Where the labels of figures stand, compared box by box. Runs in the page that is tested. */

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Whatever is wrong with the labels of a drawing, a sentence each: two print over each other, one runs into a mark or a
 * line, or sticks out of the drawing. Stands alone, so that it can be sent into a page.
 * @param onMarks labels that stand on marks on purpose, such as the numbers of a heat map
 */
export function labelTroubles(svg: SVGSVGElement, onMarks: string): string[] {
  /** What is above capitals and below descenders of a line is empty, in parts of the font's size. */
  const EMPTY = 0.2;
  /** Shapes may touch, in CSS pixels. */
  const TOUCH = 0.5;
  const boxOf = (text: Element): Box => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    const empty = EMPTY * Number.parseFloat(getComputedStyle(text).fontSize);
    return { left, top: top + empty, right, bottom: bottom - empty };
  };
  const meet = (a: Box, b: Box): boolean =>
    a.left + TOUCH < b.right && b.left + TOUCH < a.right && a.top + TOUCH < b.bottom && b.top + TOUCH < a.bottom;

  const texts = [...svg.querySelectorAll('text')].filter(({ textContent }) => textContent.trim() !== '');
  const labels = texts.map((text) => ({ text, words: text.textContent, box: boxOf(text) }));
  const marks = [...svg.querySelectorAll('path, circle, line, rect')].filter((mark) => !mark.closest('clipPath, defs'));
  const whole = svg.getBoundingClientRect();
  return labels.flatMap(({ text, words, box }, i) => [
    ...labels
      .slice(i + 1)
      .flatMap((other) => (meet(box, other.box) ? [`“${words}” prints over “${other.words}”`] : [])),
    ...(onMarks !== '' && text.matches(onMarks)
      ? []
      : marks.flatMap((mark) => {
          const { left, top, right, bottom } = mark.getBoundingClientRect();
          const line = { left: left - TOUCH, top: top - TOUCH, right: right + TOUCH, bottom: bottom + TOUCH }; // a line is 0 wide
          return meet(box, line) ? [`“${words}” runs into a ${mark.tagName}`] : [];
        })),
    ...(box.left < whole.left - TOUCH ||
    box.right > whole.right + TOUCH ||
    box.top < whole.top - TOUCH ||
    box.bottom > whole.bottom + TOUCH
      ? [`“${words}” sticks out`]
      : []),
  ]);
}
