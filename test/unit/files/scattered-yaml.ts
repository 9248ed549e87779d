import { stringify } from 'yaml';

/** A source of choices: a whole number from 0, below the argument. */
export type Choose = (below: number) => number;

/** Choices that follow from a seed. */
export function choices(seed: number): Choose {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Writes a value as YAML the way many hands would: in every style, keys in any order, with comments and blank lines in between.
 * @returns the text, and how many comments are in it
 */
export function scatter(root: Json, choose: Choose): { readonly text: string; readonly comments: number } {
  let comments = 0;
  const chance = (percent: number): boolean => choose(100) < percent;
  const pick = <T>(list: readonly [T, ...T[]]): T => list[choose(list.length)] ?? list[0];
  const shuffled = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((one) => [choose(1_000_000), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one);

  const comment = (): string => {
    comments += 1;
    return `#${pick(['', ' ', ' # '])}${pick(['why', 'key: value', '- item', '"quoted"', '{ [', '', '* & | > %', 'Ünï 🎉', '---'])} ${comments}`;
  };
  const beside = (): string => (chance(15) ? `${pick([' ', '   '])}${comment()}` : '');
  const between = (indent: string): string => {
    let text = '';
    while (chance(20)) text += chance(50) ? pick(['\n', '  \n']) : `${indent}${comment()}\n`;
    return text;
  };

  const scalar = (value: unknown): string => {
    if (typeof value !== 'string') return JSON.stringify(value);
    const styles = ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'] as const;
    const text = stringify(value, {
      defaultStringType: pick(styles),
      lineWidth: 0,
      blockQuote: false,
    }).trimEnd();
    return /[\n,[\]{}#]|: |:$/.test(text) && !/^["']/.test(text)
      ? JSON.stringify(value)
      : text.includes('\n')
        ? JSON.stringify(value)
        : text;
  };

  const blockText = (value: string, indent: string): string => {
    const [first, ...rest] = stringify(
      { k: value },
      {
        defaultStringType: pick(['BLOCK_LITERAL', 'BLOCK_FOLDED']),
        defaultKeyType: 'PLAIN',
        lineWidth: pick([0, 60, 80]),
        indent: 2,
      },
    )
      .replace(/^k: /, '')
      .replace(/\n$/, '')
      .split('\n');
    return `${first}${/^[|>]/.test(first ?? '') ? beside() : ''}\n${rest.map((line) => (line === '' ? '' : `${indent}${line.slice(2)}`)).join('\n')}${rest.length > 0 ? '\n' : ''}`;
  };

  const flow = (value: unknown, indent: string): string => {
    const gap = (): string =>
      chance(8) ? ` ${comment()}\n${indent} ` : chance(10) ? `\n${indent} ` : pick(['', ' ']);
    if (Array.isArray(value))
      return `[${value.map((one) => `${gap()}${flow(one, indent)}`).join(`,`)}${gap()}]`;
    if (!isObject(value)) return scalar(value);
    const pairs = shuffled(Object.entries(value)).map(
      ([key, one]) => `${gap()}${scalar(key)}: ${flow(one, indent)}`,
    );
    return `{${pairs.join(',')}${gap()}}`;
  };

  /** The value after a key or a dash, to the end of its last line. */
  const block = (value: unknown, indent: string, inItem: boolean): string => {
    if (typeof value === 'string' && chance(15) && !/^\s|\s$/.test(value) && value !== '')
      return ` ${blockText(value, `${indent}  `)}`;
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (typeof value !== 'object' || value === null || isEmpty || chance(20))
      return ` ${flow(value, `${indent}  `)}${beside()}\n`;
    const deeper = `${indent}${pick(['  ', ' ', '    '])}`;
    const list = Array.isArray(value);
    if (inItem && chance(70)) {
      // The first line of the inner value is in the line of the dash.
      const text = list ? items(value, `${indent}  `) : pairs(value as Json, `${indent}  `);
      const line = text.trimStart();
      return line.startsWith('#') ? `\n${text}` : ` ${line}`;
    }
    const at = list && !inItem && chance(30) ? indent : deeper;
    return `${beside()}\n${between(at)}${list ? items(value, at) : pairs(value as Json, at)}`;
  };
  const items = (list: readonly unknown[], indent: string): string =>
    list.map((one) => `${between(indent)}${indent}-${block(one, indent, true)}`).join('') + between(indent);
  const pairs = (object: Json, indent: string): string =>
    shuffled(Object.entries(object))
      .map(([key, one]) => `${between(indent)}${indent}${scalar(key)}:${block(one, indent, false)}`)
      .join('') + between(indent);

  return { text: `${between('')}${pairs(root, '')}${between('')}`, comments };
}
