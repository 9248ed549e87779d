/**
 * Text whose line breaks are decided last: a group stands on one line where it fits, else each line of it breaks.
 * After "A prettier printer" (P. Wadler, 2003), with nothing but what SQL needs.
 */
export type Document = string | readonly Document[] | Line | Indented | Group | Hole;

/** A line break in a group that is broken; in one that is not, the text `flat`. */
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
/** A text that is not known yet. */
interface Hole {
  readonly type: 'hole';
  readonly name: string;
}

/** A space or a line break. */
export const line: Document = { type: 'line', flat: ' ' };
/** Nothing or a line break. */
export const softLine: Document = { type: 'line', flat: '' };

/** What breaks or stays together. */
export const group = (...content: readonly Document[]): Document => ({
  type: 'group',
  content,
  width: width(content),
});

/** Lines that begin two spaces further in. */
export const indent = (...content: readonly Document[]): Document => ({ type: 'indented', content });

export const hole = (name: string): Document => ({ type: 'hole', name });

/** Documents with a separator between each two. */
export const join = (separator: Document, documents: readonly Document[]): Document =>
  documents.map((document, index) => (index === 0 ? document : [separator, document]));

/** `(content)`, in lines of its own where it does not fit. */
export const parenthesized = (content: Document): Document =>
  group('(', indent(softLine, content), softLine, ')');

/** `a, b, c`, one to a line where they do not fit. */
export const commas = (documents: readonly Document[]): Document => join([',', line], documents);

/** The same for every value, so that the layout does not depend on what is bound. */
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

/** A rendered document: texts with holes between them. */
export interface Rendered {
  readonly texts: readonly string[];
  /** One fewer than there are texts; the hole at an index follows the text at that index. */
  readonly holes: readonly string[];
}

/** @param columns the width that lines keep to where they can */
export function render(document: Document, columns: number): Rendered {
  const texts = [''];
  const holes: string[] = [];
  let used = 0;
  const write = (text: string): void => {
    texts[texts.length - 1] += text;
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
        texts.push('');
        used += holeWidth;
    }
  };
  layOut(document, 0, false);
  return { texts, holes };
}
