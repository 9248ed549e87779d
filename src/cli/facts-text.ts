import { InvalidArgumentError } from 'commander';

/** The facts of a person, as `--as-facts` takes them. */
export interface FactsOption {
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly iam?: string;
}

const example = 'groups=analysts,interns,region=EU|US,iam=okta';

/** A name or a value, with its place in the text, from 1. */
interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly column: number;
}

/** What the text consists of: words, and the characters between them. */
type Token = Word | { readonly sign: ',' | '=' | '|'; readonly column: number };

const wrong = (column: number, message: string): InvalidArgumentError =>
  new InvalidArgumentError(`Column ${column}: ${message}.`);

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const part =
    /\s*(?:(?<sign>[,=|])|"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^,=|"\s](?:[^,=|"]*[^,=|"\s])?))\s*/uy;
  while (part.lastIndex < text.length) {
    const from = part.lastIndex;
    const found = part.exec(text);
    const column = from + 1 + (/^\s*/u.exec(text.slice(from))?.[0].length ?? 0);
    if (found === null) throw wrong(column, 'a quoted text has no end (a quote within it is written twice)');
    const { sign, quoted, bare } = found.groups ?? {};
    if (sign === ',' || sign === '=' || sign === '|') tokens.push({ sign, column });
    else if (quoted !== undefined) tokens.push({ text: quoted.replaceAll('""', '"'), quoted: true, column });
    else tokens.push({ text: bare ?? '', quoted: false, column });
  }
  return tokens;
}

/**
 * Reads facts such as `groups=a,b,region=EU|US,iam=okta`. Values are separated by commas or by `|`. A word before `=` begins the next fact:
 * `groups`, `iam`, or the name of an attribute. Names and values with one of these characters are written in quotes; a name in quotes is
 * always that of an attribute. The empty text is a person without facts.
 * @param before what the option gave before: facts add up
 * @throws InvalidArgumentError with the place of what is wrong
 */
export function readFacts(text: string, before?: FactsOption): FactsOption {
  const groups = [...(before?.groups ?? [])];
  const attributes = new Map(Object.entries(before?.attributes ?? {}));
  let iam = before?.iam;
  const add = (name: Word, value: Word): void => {
    if (!name.quoted && name.text === 'groups') groups.push(value.text);
    else if (!name.quoted && name.text === 'iam') {
      if (iam !== undefined && iam !== value.text)
        throw wrong(value.column, `a person has one identity provider, and not '${iam}' and '${value.text}'`);
      iam = value.text;
    } else attributes.set(name.text, [...(attributes.get(name.text) ?? []), value.text]);
  };
  for (const { name, value } of factsOf(tokensOf(text), text.length + 1)) add(name, value);
  return { groups, attributes: Object.fromEntries(attributes), ...(iam === undefined ? {} : { iam }) };
}

function factsOf(
  tokens: readonly Token[],
  end: number,
): readonly { readonly name: Word; readonly value: Word }[] {
  const facts: { readonly name: Word; readonly value: Word }[] = [];
  let name: Word | undefined;
  let index = 0;
  const wordAt = (what: string): Word => {
    const token = tokens[index];
    if (token !== undefined && 'text' in token) return token;
    throw wrong(token?.column ?? end, `expected ${what}, such as ${example}`);
  };
  while (index < tokens.length) {
    const word = wordAt(name === undefined ? "a fact's name" : `a value of '${name.text}'`);
    const after = tokens[index + 1];
    if (after !== undefined && 'sign' in after && after.sign === '=') {
      name = word;
      index += 2;
    } else if (name === undefined) {
      throw wrong(word.column, `'${word.text}' is no fact; write NAME=VALUE, such as ${example}`);
    }
    const value = wordAt(`a value of '${name.text}'`);
    facts.push({ name, value });
    index += 1;
    const separator = tokens[index];
    if (separator === undefined) break;
    if ('text' in separator) throw wrong(separator.column, `expected a comma before '${separator.text}'`);
    if (separator.sign === '=')
      throw wrong(separator.column, 'a value with \'=\' is written in quotes, as "a=b"');
    index += 1;
    if (index === tokens.length) {
      const what =
        separator.sign === ',' ? 'another fact or value after the comma' : `a value of '${name.text}'`;
      throw wrong(end, `expected ${what}`);
    }
  }
  return facts;
}
