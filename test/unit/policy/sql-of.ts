import { callerSlot } from '../../../src/policy/caller-slot.js';
import type { Node } from '../../../src/sql/ast.js';
import type { Dialect } from '../../../src/sql/dialect.js';
import { bindTemplate, printTemplate } from '../../../src/sql/print/template.js';

/** The SQL of a tree for the user `ann`, on one line. */
export const sqlOf = (tree: Node, dialect: Dialect = 'trino'): string =>
  bindTemplate(printTemplate(tree, dialect), { [callerSlot]: 'ann' })
    .replaceAll(/\s+/g, ' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')');
