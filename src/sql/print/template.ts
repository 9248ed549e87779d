import { internalError } from '../../base/invariant.js';
import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { render } from './document.js';
import { hasFeature } from './features.js';
import { quoteString } from './names.js';
import { columns, documentOf } from './print.js';
import { UnsupportedByDialect } from './unsupported.js';

const nul = 'string with the character NUL';

/** SQL with named placeholders for strings: the placeholder between two texts has the index of the first one. */
export interface Template {
  readonly dialect: Dialect;
  readonly texts: readonly string[];
  readonly slots: readonly string[];
}

/**
 * Prints a tree once, with its slots left open.
 * @throws UnsupportedByDialect for a construct that the dialect does not support
 */
export function printTemplate(node: Node, dialect: Dialect): Template {
  const { texts, holes } = render(documentOf(node, dialect), columns);
  return { dialect, texts, slots: holes };
}

/**
 * Fills a template's placeholders with string literals.
 * @throws Error for a slot without a value
 * @throws UnsupportedByDialect for a value that no literal of the dialect can contain
 */
export function bindTemplate(
  { dialect, texts, slots }: Template,
  values: Readonly<Record<string, string>>,
): string {
  const literals = slots.map((slot) => {
    const value = Object.hasOwn(values, slot) ? values[slot] : undefined;
    if (value === undefined) throw internalError(`no value for the slot '${slot}'`);
    if (value.includes('\0') && !hasFeature(dialect, nul)) throw new UnsupportedByDialect(nul, dialect);
    return quoteString(value, dialect);
  });
  return texts.map((text, index) => text + (literals[index] ?? '')).join('');
}
