import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, LineCounter, visit } from 'yaml';
import type { CollectionTag, CST, Document, Node, Pair, Scalar, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { mapTag, seqTag, stringifyString, stringTag } from 'yaml/util';

import { collapseBlankLines, composeYaml } from '../compose-yaml.js';
import type { Position } from './key-order.js';
import { formattedWidth } from './width.js';

type Collection = YAMLMap | YAMLSeq;

/** A pair of a map whose keys are all texts. */
type Entry = Pair<Scalar<string>, Node | null> & { readonly srcToken?: CST.CollectionItem };

/** The pairs of a map, or undefined if a key of it is not a text. */
const entriesOf = (map: YAMLMap): readonly Entry[] | undefined =>
  map.items.every(({ key }) => isScalar(key) && typeof key.value === 'string')
    ? (map.items as unknown as readonly Entry[])
    : undefined;

/** Comments that editors read at the beginning of a file. */
const modeline = /^ *(?:yaml-language-server:|\$schema:)/;

const joined = (above: string | null | undefined, below: string | null | undefined, between = '\n'): string =>
  [above, below].filter(Boolean).join(between);

/**
 * Splits the comment above the first section into what belongs to the whole file and what belongs to the section: a blank line divides them,
 * and lines for editors belong to the file.
 */
function splitHead(comment: string): readonly [head: string, rest: string] {
  const lines = comment.split('\n');
  const blank = lines.lastIndexOf('');
  const others = lines.findIndex((line) => !modeline.test(line));
  const end = blank >= 0 ? blank + 1 : others < 0 ? lines.length : others;
  return [lines.slice(0, end).join('\n').trimEnd(), lines.slice(end).join('\n')];
}

/** The number of comments in the line of a key whose value begins in the next line. */
function commentsBesideKey({ srcToken }: Entry): number {
  const tokens = srcToken?.sep ?? [];
  const end = tokens.findIndex(({ type }) => type === 'newline');
  return tokens.slice(0, end < 0 ? tokens.length : end).filter(({ type }) => type === 'comment').length;
}

/** Sorts the pairs of a map. The comment above a pair goes with it, and so does a blank line. */
function sortPairs(document: Document.Parsed, map: YAMLMap, position: Position, within?: Entry): void {
  const entries = entriesOf(map);
  const [first] = entries ?? [];
  if (entries === undefined || first === undefined) return;
  const named = new Map(entries.map((entry) => [entry.key.value, entry]));
  const order = position.order([...named.keys()], (key) => {
    const value = named.get(key)?.value;
    return isScalar(value) ? value.value : undefined;
  });
  const sorted = order.flatMap((key) => named.get(key) ?? []);
  const [next] = sorted;
  if (next === undefined || sorted.every((entry, index) => entry === entries[index])) return;
  if (next !== first) {
    if (map === (document.contents as unknown)) {
      const [head, rest] = splitHead(first.key.commentBefore ?? '');
      document.commentBefore = joined(document.commentBefore, head, '\n\n') || null;
      first.key.commentBefore = rest;
      first.key.spaceBefore = true;
    } else {
      // The comment above the first pair is found on the map.
      const lines = map.commentBefore?.split('\n') ?? [];
      const beside = within === undefined || map.flow ? lines.length : commentsBesideKey(within);
      map.commentBefore = lines.slice(0, beside).join('\n');
      first.key.commentBefore = joined(lines.slice(beside).join('\n'), first.key.commentBefore);
      first.key.spaceBefore = next.key.spaceBefore ?? false;
    }
  }
  map.items.splice(0, map.items.length, ...(sorted as unknown as YAMLMap['items']));
}

/** Sorts the pairs of all maps of a document. */
function sortAll(document: Document.Parsed, root: Position): void {
  const sortIn = (node: unknown, position: Position, within?: Entry): void => {
    if (isMap(node)) {
      sortPairs(document, node, position, within);
      for (const entry of entriesOf(node) ?? []) {
        sortIn(entry.value, position.under(entry.key.value), entry);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) sortIn(item, position.items());
    }
  };
  sortIn(document.contents, root);
}

/** Whether each alias comes after its anchor, and no anchor is given twice: an alias is of the last one before it. */
function aliasesFollow(document: Document.Parsed): boolean {
  const anchors = new Set<string>();
  let follow = true;
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) follow &&= anchors.has(node.source);
      else if (node.anchor !== undefined) {
        follow &&= !anchors.has(node.anchor);
        anchors.add(node.anchor);
      }
    },
  });
  return follow;
}

/** A comment without white space at the ends of its lines, and with at most one blank line between two. */
const tidyComment = (comment: string): string =>
  comment.replace(/(?<=\S)[^\S\n]+$/gm, '').replace(/\n{3,}/g, '\n\n');

/**
 * Puts the comment above the first item or pair of an inner collection above the collection. That is where the comment is found when the text is
 * read again.
 */
function hoistComments(collection: Collection): void {
  for (const item of collection.items) {
    const inner: unknown = isPair(item) ? item.value : item;
    if (!isCollection(inner)) continue;
    hoistComments(inner);
    const begin = beginOf(inner);
    if (begin === undefined || inner.flow) continue;
    inner.commentBefore = joined(inner.commentBefore, begin.commentBefore);
    begin.commentBefore = null;
  }
}

/** The first item, or the first key. */
const beginOf = ({ items }: Collection): Node | undefined => {
  const [first] = items;
  return (isPair(first) ? first.key : first) as Node | undefined;
};

/** Writes scalars in their plainest form, and removes blank lines that are not between two objects or keys. */
function tidy(document: Document.Parsed): void {
  const tidyComments = (of: { comment?: string | null; commentBefore?: string | null }): void => {
    if (of.comment) of.comment = tidyComment(of.comment);
    if (of.commentBefore) of.commentBefore = tidyComment(of.commentBefore);
  };
  tidyComments(document);
  visit(document, {
    Pair: (_, { value }) => {
      if (value !== null) (value as Node).spaceBefore = false;
    },
    Collection: (_, node) => {
      const begin = beginOf(node);
      if (begin !== undefined) begin.spaceBefore = false;
    },
    Node: (_, node) => {
      tidyComments(node);
      if (!isScalar(node)) return;
      if (typeof node.value !== 'string') delete node.source;
      else if (!node.type?.startsWith('BLOCK_') || !node.value.includes('\n')) delete node.type;
    },
  });
}

/** Whether a collection has comments between its brackets. */
function hasCommentInside(collection: Collection): boolean {
  let found = false;
  visit(collection, {
    Node: (_, node) => {
      found ||= node !== collection && Boolean(joined(node.commentBefore, node.comment));
    },
  });
  return found;
}

/** Writes a collection in brackets with one item or pair in each line, without brackets. */
function toBlock(collection: Collection): void {
  collection.flow = false;
  collection.commentBefore = joined(collection.commentBefore, collection.comment);
  collection.comment = null;
}

/** The outermost collections in brackets, in the order of the text. */
function inBrackets(document: Document): readonly Collection[] {
  const found: Collection[] = [];
  visit(document, {
    Collection: (_, node) => {
      if (!node.flow) return undefined;
      found.push(node);
      return visit.SKIP;
    },
  });
  return found;
}

/** Keeps brackets around what fits into one line. Lists of objects that are sections never have brackets. */
function settleBrackets(document: Document.Parsed): void {
  const root: unknown = document.contents;
  const sections = isMap(root) ? root.items.map(({ value }) => value) : [];
  const lists = sections.filter((section) => isSeq(section) && section.items.some(isCollection));
  for (const node of [root, ...lists]) {
    if (isCollection(node) && node.flow && node.items.length > 0) toBlock(node);
  }
  visit(document, {
    Collection: (_, node) => {
      if (node.flow && hasCommentInside(node)) toBlock(node);
    },
  });
  for (;;) {
    const lines = new LineCounter();
    const printed = inBrackets(composeYaml(print(document), lines).document);
    const long = inBrackets(document).filter((_, index) => {
      const [start, end] = (printed[index]?.range ?? [0, 0]).map((at) => lines.linePos(at));
      return start?.line !== end?.line || (end?.col ?? 0) - 1 > formattedWidth;
    });
    if (long.length === 0) return;
    for (const collection of long) toBlock(collection);
  }
}

type Print = NonNullable<ScalarTag['stringify']>;

/** Collections have spaces inside of braces, and none inside of brackets. */
const withPadding = (tag: CollectionTag, flowCollectionPadding: string): CollectionTag => {
  const print: Print = (node, context, ...listeners) =>
    (node as unknown as Collection).toString({ ...context, flowCollectionPadding }, ...listeners);
  return Object.assign({}, tag, { stringify: print });
};

/** Characters that a line of a folded text has room for at least. With less than 20 the library would add a line end to the text. */
const foldedWidth = 40;

/** Of texts, only folded ones have their lines broken. */
const printText: Print = (node, context, ...listeners) => {
  const lineWidth =
    node.type === 'BLOCK_FOLDED' ? Math.max(formattedWidth, context.indent.length + foldedWidth) : 0;
  const options = { ...context.options, lineWidth };
  return stringifyString(node as Scalar<string>, { ...context, actualString: true, options }, ...listeners);
};

const formattedTags = [
  withPadding(mapTag, ' '),
  withPadding(seqTag, ''),
  { ...stringTag, stringify: printText },
];

function print(document: Document.Parsed): string {
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true });
}

/**
 * Formats YAML 1.2 that has no errors. Its meaning and its comments stay.
 * @param position the order of keys
 */
export function formatYaml(text: string, position: Position): string {
  const compose = (): Document.Parsed => composeYaml(text, new LineCounter(), true).document;
  let document = compose();
  if (document.contents === null) return text.trim() === '' ? '' : `${text.trim()}\n`;
  sortAll(document, position);
  // In a file with anchors, keys keep their order where an alias would come before its anchor.
  if (!aliasesFollow(document)) document = compose();
  document.setSchema('1.2', {
    compat: 'yaml-1.1',
    customTags: (known) => [
      ...formattedTags,
      ...known.filter((tag) => formattedTags.every((own) => typeof tag === 'string' || tag.tag !== own.tag)),
    ],
  });
  tidy(document);
  settleBrackets(document);
  if (isCollection(document.contents)) hoistComments(document.contents);
  return collapseBlankLines(print(document));
}
