import type { Identifier } from '../ast.js';
import { didYouMean } from '../../base/nearest.js';
import type { Analyzer } from './analyzer.js';
import { fold } from './names.js';
import type { Output } from './relation-type.js';

/** Redshift: EXCLUDE, the columns that are left out of the result. */
export function exclude(output: Output, names: readonly Identifier[], analyzer: Analyzer): Output {
  const known = output.columns.flatMap(({ name }) => name ?? []);
  for (const name of names) {
    if (output.open === false && !known.some((one) => fold(one) === fold(name.value))) {
      analyzer.report(
        name,
        `EXCLUDE: the result has no column '${name.value}'${didYouMean(name.value, known)}`,
      );
    }
  }
  const left = new Set(names.map(({ value }) => fold(value)));
  const columns = output.columns.filter(({ name }) => name === undefined || !left.has(fold(name)));
  return { ...output, columns };
}
