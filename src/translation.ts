/**
 * Keeps what the page updates right while the browser translates it.
 *
 * A translator puts a <font> with the translation in the place of every text node. Svelte keeps the text node: it would
 * go on to update, move and remove what is no longer in the document, and lose its way where a part of the page begins
 * or ends with one. So each text goes back to its place at once, emptied, with the <font> right behind it as its guest.
 * Svelte finds every node where it put it, and whatever it does to a text is then done to its guest: a text that was
 * written to sends it away, and may be translated anew; one that was moved or removed takes it along. All of that
 * happens in the microtask of a mutation observer, before anything is drawn. See docs/decisions/0012-translated-pages.md.
 */

/** What stands behind a text in its stead, and what the text said. */
interface Guest {
  font: Element;
  data: string;
}

/** What happened to texts since the observer was last told. */
interface Changes {
  /** Texts, or earlier translations, with the new <font> that a translator put in their place. */
  replaced: Map<Node, Element>;
  /** Texts that were written to, and not replaced after that. */
  written: Set<Text>;
  /** Texts with a guest, one of which was taken from its place, whether it has another one or not. */
  moved: Set<Text>;
}

const isText = (node: Node | null): node is Text => node instanceof Text;
/** The page itself has none. */
const isFont = (node: Node | null): node is HTMLFontElement => node instanceof HTMLFontElement;
/** Whether a node is within a translation: what happens in there is the translator's business. */
const isTranslation = (node: Node): boolean => node instanceof Element && node.closest('font') !== null;

/** Follows what translators do in the document or a part of it, from now on. Gives back what ends that. */
export function followTranslations(root: Node): () => void {
  const follower = new Follower(root);
  return () => follower.end();
}

class Follower {
  readonly #root: Node;
  readonly #guests = new WeakMap<Text, Guest>();
  readonly #hosts = new WeakMap<Node, Text>();
  #observer: MutationObserver;
  #isTranslated = false;

  constructor(root: Node) {
    this.#root = root;
    this.#observer = this.#observe();
  }

  end(): void {
    this.#observer.disconnect();
  }

  #observe(): MutationObserver {
    const observer = new MutationObserver((records) => this.#follow(records));
    observer.observe(this.#root, { subtree: true, childList: true, characterData: true });
    return observer;
  }

  #follow(records: readonly MutationRecord[]): void {
    if (!this.#isTranslated) {
      if (!records.some(({ addedNodes }) => [...addedNodes].some(isFont))) return;
      this.#isTranslated = true;
      // Observers are told in the order in which they were made: from now on after the translator's own, so that what
      // it replaces is back before Svelte goes on.
      this.end();
      this.#observer = this.#observe();
    }
    const { replaced, written, moved } = this.#changes(records);
    for (const [node, font] of replaced) {
      if (font.isConnected && !node.isConnected) this.#takeIn(node, font, written);
    }
    for (const text of written) this.#dismiss(text, text.data);
    for (const text of moved) this.#settle(text);
    this.#observer.takeRecords(); // of what was done here
  }

  #changes(records: readonly MutationRecord[]): Changes {
    const changes: Changes = { replaced: new Map(), written: new Set(), moved: new Set() };
    const { replaced, written, moved } = changes;
    /** Translations of which it is not known yet what they stand for. */
    const fonts = new Set<Node | null>();
    /** What was removed by the record before, if it may have been replaced. */
    let removed: { node: Node; record: MutationRecord } | undefined;
    const replace = (node: Node, font: Element) => {
      replaced.set(node, font);
      fonts.delete(font);
      if (isText(node)) written.delete(node);
    };
    for (const record of records) {
      if (record.type === 'characterData') {
        if (isText(record.target)) written.add(record.target);
        continue;
      }
      if (isTranslation(record.target)) continue;
      const before = removed;
      removed = undefined;
      for (const node of record.addedNodes) {
        if (!isFont(node) || this.#hosts.has(node)) continue;
        if (before && isSamePlace(before.record, record)) replace(before.node, node);
        else fonts.add(node);
      }
      for (const node of record.removedNodes) {
        for (const text of this.#hostsIn(node)) moved.add(text);
        if (!isText(node) && !this.#hosts.has(node)) continue;
        const beside = [...record.addedNodes, record.previousSibling, record.nextSibling];
        const font = beside.filter(isFont).find((near) => fonts.has(near));
        if (font) replace(node, font);
        else removed = { node, record };
      }
    }
    return changes;
  }

  /** Texts that have a guest: a node itself, or those in an element. */
  #hostsIn(node: Node): Text[] {
    if (isText(node)) return this.#guests.has(node) ? [node] : [];
    if (!(node instanceof Element)) return [];
    const fonts = isFont(node) ? [node] : [...node.querySelectorAll('font')];
    return fonts.flatMap((font) => this.#hosts.get(font) ?? []);
  }

  /** A text, or an earlier translation of one, was replaced: the text comes back, unless it is another one by now. */
  #takeIn(node: Node, font: Element, written: ReadonlySet<Text>): void {
    const text = isText(node) ? node : this.#hosts.get(node)!;
    const data = isText(node) ? text.data : this.#guests.get(text)!.data;
    this.#dismiss(text, text.data);
    if (written.has(text)) {
      font.replaceWith(text);
      return;
    }
    this.#guests.set(text, { font, data });
    this.#hosts.set(font, text);
    font.before(text);
    text.data = '';
  }

  /** A text is at another place, or its guest is: they stay together, unless one of them is out of the document. */
  #settle(text: Text): void {
    const guest = this.#guests.get(text);
    if (!guest) return;
    if (!text.isConnected || !guest.font.isConnected) this.#dismiss(text, guest.data);
    else if (text.nextSibling !== guest.font) text.after(guest.font);
  }

  /** Sends away the guest of a text, if it has one, which then says itself what is to be said. */
  #dismiss(text: Text, data: string): void {
    const guest = this.#guests.get(text);
    if (!guest) return;
    this.#guests.delete(text);
    this.#hosts.delete(guest.font);
    guest.font.remove();
    if (text.data !== data) text.data = data;
  }
}

/** Whether a record adds one node where the one before took one away. */
const isSamePlace = (before: MutationRecord, record: MutationRecord): boolean =>
  record.removedNodes.length === 0 &&
  record.target === before.target &&
  record.previousSibling === before.previousSibling &&
  record.nextSibling === before.nextSibling;
