/**
 * A figure of the page as a file that stands alone, for papers and slides: its drawing with heading, key and source, in
 * the light colours on white, every variable resolved and its font in it; as SVG, and as PNG made from that.
 */
import sans from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?inline';
import { figureFamily, textWidth } from '../fonts/measure';
import { rowsOf } from './layout';

const SVG = 'http://www.w3.org/2000/svg';

/** What is written around a drawing. */
export interface FigureText {
  title: string;
  /** Under the title. */
  note: string;
  /** The figure in words, for those who do not see it. */
  description: string;
  /** Where the numbers come from. */
  source: string;
}

/** In CSS pixels: around everything, between parts, of a row of text, and of the marks of a key. */
const MARGIN = 16;
const GAP = 10;
const ROW = 17;
const KEY_GAP = 18;
const MARK = 11;
const MARK_GAP = 5;

/** Pixels of a PNG for each CSS pixel. */
const SCALE = 2;

/** The page's font has to be in the file: a picture is drawn with no others than the machine's. */
const FONT_FACE = `@font-face { font-family: 'Source Sans 3 Variable'; font-weight: 200 900; src: url('${sans}') format('woff2'); }`;

const FONTS = { title: { size: 15, weight: 600 }, note: { size: 12, weight: 400 }, source: { size: 10, weight: 400 } };
type Font = keyof typeof FONTS;

/**
 * The text of an SVG file with a figure of the page.
 * @param figure with the drawing in it, and in its caption, as a list, the key of the drawing if it has one
 * @param made the drawing, where there is none in the figure
 * @throws Error with one sentence if nothing has been drawn in it yet
 */
export function figureSvg(figure: HTMLElement, text: FigureText, made?: SVGSVGElement): string {
  const drawing = made ?? figure.querySelector<SVGSVGElement>('[role="img"] svg');
  if (drawing === null) throw new Error('This figure is not drawn yet; try again in a moment.');
  const stage = lightStage();
  try {
    const root = compose(drawing, keyOf(figure), text, figureFamily().trim());
    stage.append(root);
    resolveStyles(root);
    root.remove();
    root.append(fontIn()); // not sooner: a style sheet counts for the whole page while it is in it
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
  } finally {
    stage.remove();
  }
}

/** Such a text as a picture. @throws Error with one sentence if the browser cannot draw it */
export async function figurePng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`; // a blob's address some browsers distrust
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [SCALE * image.naturalWidth, SCALE * image.naturalHeight];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (png === null) throw new Error('This browser could not make a PNG of the figure; the SVG can be saved.');
  return png;
}

/** An element out of sight in which the page's variables have their light values, on white, whatever is shown. */
function lightStage(): HTMLElement {
  const stage = document.createElement('div');
  stage.className = 'own-colours';
  stage.setAttribute('aria-hidden', 'true');
  stage.style.cssText =
    'position: fixed; left: -99999px; color-scheme: light; forced-color-adjust: none; --paper: #fff; color: var(--ink); font: 400 12px var(--sans)';
  document.body.append(stage);
  return stage;
}

interface KeyEntry {
  mark: SVGSVGElement;
  /** Of the mark, which is `MARK` high. */
  width: number;
  label: string;
}

const keyOf = (figure: HTMLElement): KeyEntry[] =>
  [...figure.querySelectorAll('figcaption li')].flatMap((item) => {
    const mark = item.querySelector('svg');
    if (!mark) return [];
    const { width, height } = mark.viewBox.baseVal;
    return [{ mark, width: (MARK * width) / height, label: labelOf(item) }];
  });

/** The words of an entry, without explanations that open beside them. */
function labelOf(item: Element): string {
  const words = item.cloneNode(true) as Element;
  for (const explanation of words.querySelectorAll('[popover]')) explanation.remove();
  return words.textContent.trim().replace(/\s+/g, ' ');
}

/** Heading, key, drawing and source, one under the other. */
function compose(drawing: SVGSVGElement, key: KeyEntry[], text: FigureText, family: string): SVGSVGElement {
  const { width, height } = drawing.viewBox.baseVal;
  const widthOf = (words: string, font: Font) => textWidth(words, FONTS[font]);
  const parts: SVGElement[] = [];
  let y = MARGIN;
  const linesOf = (words: string, font: Font, room: number): string[] =>
    rowsOf(words.split(' '), { widthOf: (word) => widthOf(word, font), gap: widthOf(' ', font), room }).map((row) =>
      row.map(({ piece }) => piece).join(' '),
    );
  const write = (words: string, font: Font, attributes: Record<string, string>) => {
    for (const line of linesOf(words, font, width)) {
      y += ROW;
      parts.push(written(line, { x: MARGIN, y: y - 4, ...fontOf(font), ...attributes }));
    }
  };
  write(text.title, 'title', { fill: 'var(--ink)' });
  write(text.note, 'note', { fill: 'var(--ink-soft)' });
  const keyWidth = (entry: KeyEntry) => entry.width + MARK_GAP + widthOf(entry.label, 'note');
  for (const row of rowsOf(key, { widthOf: keyWidth, gap: KEY_GAP, room: width })) {
    const entries = row.map(({ piece, x }) => {
      const lines = linesOf(piece.label, 'note', width - x - piece.width - MARK_GAP);
      return { parts: keyEntry(piece, lines, MARGIN + x, y + ROW - 4), lines };
    });
    parts.push(...entries.flatMap((entry) => entry.parts));
    y += ROW * Math.max(...entries.map(({ lines }) => lines.length));
  }
  parts.push(placed(drawing, { x: MARGIN, y: y + GAP, width, height }));
  y += GAP + height + GAP / 2;
  write(text.source, 'source', { fill: 'var(--ink-soft)' });
  return sheet(width + 2 * MARGIN, y + MARGIN, text, parts, family);
}

/** The root: white, named, and as large as it says. */
function sheet(width: number, height: number, { title, description }: FigureText, parts: SVGElement[], family: string) {
  const root = element('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'font-family': family });
  const named = (name: string, words: string) => {
    const part = element(name, {});
    part.textContent = words;
    return part;
  };
  const white = element('rect', { width, height, fill: '#fff' });
  root.append(named('title', title), named('desc', description), white, ...parts);
  return root as SVGSVGElement;
}

/** The font, for whoever shows the file. */
function fontIn(): SVGElement {
  const font = element('style', {});
  font.textContent = FONT_FACE;
  return font;
}

/** A mark, and beside it what it stands for, in as many lines as that takes. */
function keyEntry({ mark, width }: KeyEntry, lines: string[], x: number, baseline: number): SVGElement[] {
  const look = { x: x + width + MARK_GAP, fill: 'var(--ink)', ...fontOf('note') };
  return [
    placed(mark, { x, y: baseline - MARK + 1.5, width, height: MARK }),
    ...lines.map((line, i) => written(line, { ...look, y: baseline + ROW * i })),
  ];
}

function written(words: string, attributes: Record<string, string | number>): SVGElement {
  const text = element('text', attributes);
  text.textContent = words;
  return text;
}

/** A copy of a drawing at a place in another. */
function placed(drawing: SVGSVGElement, place: { x: number; y: number; width: number; height: number }): SVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  copy.setAttribute('overflow', 'visible');
  return copy;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const fontOf = (font: Font) => ({ 'font-size': FONTS[font].size, 'font-weight': FONTS[font].weight });

/** What an SVG attribute may say of how something looks; children inherit all of it. */
const LOOKS = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-miterlimit',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
];

/** Writes the look that every element has on the page into its attributes, and takes style sheets and classes away. */
function resolveStyles(root: SVGSVGElement): void {
  const elements = [root, ...root.querySelectorAll<SVGElement>('*')];
  const looks = new Map(elements.map((one) => [one as Element, lookOf(one)]));
  for (const one of elements) {
    const own = looks.get(one)!;
    const inherited = one === root ? {} : looks.get(one.parentElement!)!;
    for (const name of LOOKS) {
      if (own[name] === inherited[name]) one.removeAttribute(name);
      else one.setAttribute(name, own[name]!);
    }
    for (const name of ['class', 'style', 'aria-hidden']) one.removeAttribute(name);
  }
  for (const sheet of root.querySelectorAll('style')) sheet.remove();
}

function lookOf(one: Element): Record<string, string> {
  const style = getComputedStyle(one);
  return Object.fromEntries(
    LOOKS.map((name) => {
      const value = style.getPropertyValue(name);
      if (name === 'fill' || name === 'stroke') return [name, value === 'none' ? value : srgb(value)];
      return [name, value.replace(/(\d)px/g, '$1')]; // without a unit every program understands it
    }),
  );
}

/** A colour as `#rrggbb` over white: other notations few programs read. */
function srgb(colour: string): string {
  const [, ...channels] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour) ?? [];
  return `#${(channels.length > 0 ? channels.map(Number) : painted(colour)).map(hex).join('')}`;
}

const hex = (channel: number): string => channel.toString(16).padStart(2, '0');

/** Red, green and blue of a colour in any notation. */
function painted(colour: string): number[] {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return [0, 0, 0];
  for (const paint of ['#fff', colour]) {
    context.fillStyle = paint;
    context.fillRect(0, 0, 1, 1);
  }
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
