import type { RowCondition } from './decision.js';

/** A row condition with its column's name in place of the column: for reports. */
export type RowSummary = Summary<RowCondition>;
type Summary<C> = C extends RowCondition ? Omit<C, 'column'> & { readonly column: string } : never;

/** @see RowSummary */
export function summarizeRows(condition: RowCondition): RowSummary {
  const { column } = condition;
  switch (condition.type) {
    case 'values': {
      const { type, values, match, from } = condition;
      return { type, column: column.name, values, match, from };
    }
    case 'time': {
      const { type, keep, than } = condition;
      return { type, column: column.name, keep, than };
    }
    case 'sample': {
      const { type, hundredths } = condition;
      return { type, column: column.name, hundredths };
    }
  }
}

const matching: Readonly<Record<Extract<RowCondition, { type: 'values' }>['match'], string>> = {
  equal: 'is one of',
  prefix: 'begins with one of',
  hierarchy: 'is or lies beneath one of',
};

const count = (number: number, unit: string): readonly string[] =>
  number === 0 ? [] : [`${number} ${unit}${number === 1 ? '' : 's'}`];

/** Says which rows a condition keeps: `region is one of attribute region (ASIA, EUROPE)`. */
export function describeRows(summary: RowSummary): string {
  switch (summary.type) {
    case 'values': {
      const { column, match, from, values } = summary;
      return `${column} ${matching[match]} ${from} (${values.length === 0 ? 'none' : values.join(', ')})`;
    }
    case 'time': {
      const { months, days, seconds } = summary.than;
      const time = [...count(months, 'month'), ...count(days, 'day'), ...count(seconds, 'second')].join(' ');
      return `${summary.column} lies ${summary.keep === 'newer' ? 'within' : 'before'} the last ${time}`;
    }
    case 'sample':
      return `${summary.column} is in a fixed sample of ${summary.hundredths / 100} %`;
  }
}
