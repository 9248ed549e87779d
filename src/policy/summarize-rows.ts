import type { RowCondition } from './shown.js';

/** A row condition with its column's name in place of the column, and its text in place of SQL: for reports. */
export type RowSummary = Summary<RowCondition>;
type Summary<C> = C extends { readonly column: unknown }
  ? Omit<C, 'column'> & { readonly column: string }
  : Omit<C, 'expression'>;

/** @see RowSummary */
export function summarizeRows(condition: RowCondition): RowSummary {
  switch (condition.type) {
    case 'values': {
      const { type, column, values, match, from } = condition;
      return { type, column: column.name, values, match, from };
    }
    case 'time': {
      const { type, column, keep, than } = condition;
      return { type, column: column.name, keep, than };
    }
    case 'sample': {
      const { type, column, hundredths } = condition;
      return { type, column: column.name, hundredths };
    }
    case 'custom': {
      const { type, text } = condition;
      return { type, text };
    }
    case 'none': {
      const { type, because } = condition;
      return { type, because };
    }
  }
}

const matching: Readonly<Record<Extract<RowCondition, { type: 'values' }>['match'], string>> = {
  equal: 'is one of',
  prefix: 'begins with one of',
  hierarchy: 'equals or is below one of',
};

/** Says with what a column is compared: `region is one of attribute region`. */
export const describeMatch = ({
  column,
  match,
  from,
}: Pick<Extract<RowSummary, { type: 'values' }>, 'column' | 'match' | 'from'>): string =>
  `${column} ${matching[match]} ${from}`;

const count = (number: number, unit: string): readonly string[] =>
  number === 0 ? [] : [`${number} ${unit}${number === 1 ? '' : 's'}`];

/** Says which rows a condition keeps: `region is one of attribute region (ASIA, EUROPE)`. */
export function describeRows(summary: RowSummary): string {
  switch (summary.type) {
    case 'values': {
      const { values } = summary;
      return `${describeMatch(summary)} (${values.length === 0 ? 'none' : values.join(', ')})`;
    }
    case 'time': {
      const { months, days, seconds } = summary.than;
      const time = [...count(months, 'month'), ...count(days, 'day'), ...count(seconds, 'second')].join(' ');
      return `${summary.column} is ${summary.keep === 'newer' ? 'within' : 'before'} the last ${time}`;
    }
    case 'custom':
      return summary.text;
    case 'none':
      return `none: ${summary.because}`;
    case 'sample':
      return `${summary.column} is in a fixed sample of ${summary.hundredths / 100} %`;
  }
}
