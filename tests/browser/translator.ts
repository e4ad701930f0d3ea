/**
 * Stands in for a browser's translation of a page: puts nested <font> elements in the place of every text, then of what
 * is added or changed. The words stay as they are, so that a translated page must read like an untranslated one.
 */

export interface Translator {
  /** How a text is replaced: in one step, as Google's translator does it, or the other way around. */
  order: 'at once' | 'insert, then remove' | 'remove, then insert';
  /** In milliseconds, after which changes are translated; none for at once. */
  delay?: number;
}

/** Parts that translators leave alone. */
const LEFT_ALONE = 'script, style, textarea, code, svg, font, [translate=no]';

const isText = (node: Node): node is Text => node.nodeType === Node.TEXT_NODE;

/** Texts in a part of the document that are to be translated, and are not yet. */
export function untranslated(root: Node): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = isText(root) ? [root] : [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  return texts.filter((text) => text.data.trim() !== '' && text.parentElement?.closest(LEFT_ALONE) === null);
}

/** Translates what is there, and what comes. Gives back what ends it. */
export function translate(root: Element, { order, delay }: Translator): () => void {
  const all = (node: Node) => {
    for (const text of untranslated(node)) replace(text, order);
  };
  all(root);
  const observer = new MutationObserver((records) => {
    const nodes = new Set(
      records.flatMap(({ type, target, addedNodes }) => (type === 'characterData' ? [target] : [...addedNodes])),
    );
    const follow = () => {
      for (const node of nodes) if (node.isConnected) all(node);
    };
    if (delay === undefined) follow();
    else setTimeout(follow, delay);
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}

function replace(text: Text, order: Translator['order']): void {
  const font = document.createElement('font');
  const inner = document.createElement('font');
  inner.textContent = text.data;
  font.append(inner);
  const { parentNode: parent, nextSibling: next } = text;
  if (order === 'at once') text.replaceWith(font);
  else if (order === 'insert, then remove') {
    parent!.insertBefore(font, text);
    parent!.removeChild(text);
  } else {
    parent!.removeChild(text);
    parent!.insertBefore(font, next);
  }
}
