/**
 * Text whose line breaks are decided last: a group is on one line if it fits, otherwise every line break in it is used. After "A prettier
 * printer" (P. Wadler, 2003), reduced to what SQL needs.
 */
export type Document = string | readonly Document[] | Line | Indented | Group | Hole;

/** A line break in a broken group; in other groups, the text `flat`. */
interface Line {
  readonly type: 'line';
  readonly flat: string;
}
interface Indented {
  readonly type: 'indented';
  readonly content: Document;
}
interface Group {
  readonly type: 'group';
  readonly content: Document;
  readonly width: number;
}
/** A text that is bound later. */
interface Hole {
  readonly type: 'hole';
  readonly name: string;
}

/** A space or a line break. */
export const line: Document = { type: 'line', flat: ' ' };
/** Nothing or a line break. */
export const softLine: Document = { type: 'line', flat: '' };

/** A group, which is broken or stays on one line. */
export const group = (...content: readonly Document[]): Document => ({
  type: 'group',
  content,
  width: width(content),
});

/** Lines that are indented by two more spaces. */
export const indent = (...content: readonly Document[]): Document => ({ type: 'indented', content });

export const hole = (name: string): Document => ({ type: 'hole', name });

/** Documents with separators between them. */
export const join = (separator: Document, documents: readonly Document[]): Document =>
  documents.map((document, index) => (index === 0 ? document : [separator, document]));

/** `(content)`, on lines of its own if it does not fit. */
export const parenthesized = (content: Document): Document =>
  group('(', indent(softLine, content), softLine, ')');

/** `a, b, c`, one per line if they do not fit. */
export const commas = (documents: readonly Document[]): Document => join([',', line], documents);

/** The same for every value, so that the layout does not depend on bound values. */
const holeWidth = 16;

function width(document: Document): number {
  if (typeof document === 'string') return document.length;
  if (isList(document)) return document.reduce((sum, part) => sum + width(part), 0);
  switch (document.type) {
    case 'line':
      return document.flat.length;
    case 'indented':
      return width(document.content);
    case 'group':
      return document.width;
    case 'hole':
      return holeWidth;
  }
}

/** The text that a document begins with. */
export function firstText(document: Document): string {
  if (typeof document === 'string') return document;
  if (isList(document)) return document.map(firstText).find((text) => text !== '') ?? '';
  return document.type === 'indented' || document.type === 'group' ? firstText(document.content) : '';
}

const isList = (document: Document): document is readonly Document[] => Array.isArray(document);

/** A rendered document: texts with placeholders between them. */
export interface Rendered {
  readonly texts: readonly string[];
  /** One fewer than texts; the placeholder at an index follows the text at that index. */
  readonly holes: readonly string[];
}

/** @param columns the preferred maximum width of lines */
export function render(document: Document, columns: number): Rendered {
  // Joined at the end: a text that grows piece by piece keeps all its pieces, many times its own size.
  let pieces: string[] = [];
  const texts = [pieces];
  const holes: string[] = [];
  let used = 0;
  const write = (text: string): void => {
    pieces.push(text);
    used += text.length;
  };
  const layOut = (part: Document, depth: number, broken: boolean): void => {
    if (typeof part === 'string') return write(part);
    if (isList(part)) {
      for (const inner of part) layOut(inner, depth, broken);
      return;
    }
    switch (part.type) {
      case 'line':
        if (!broken) return write(part.flat);
        write('\n');
        used = 0;
        return write('  '.repeat(depth));
      case 'indented':
        return layOut(part.content, depth + 1, broken);
      case 'group':
        return layOut(part.content, depth, used + part.width > columns);
      case 'hole':
        holes.push(part.name);
        pieces = [];
        texts.push(pieces);
        used += holeWidth;
    }
  };
  layOut(document, 0, false);
  return { texts: texts.map((some) => some.join('')), holes };
}
