import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { attacks } from '../../leaks/attacks.js';
import { known } from '../../leaks/known.js';
import { expectDocument, tableOf, withSection } from './expect-document.js';

const name = 'threat-model.md';
const file = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));

it('names the attacks that are tested, and what is known to be learnt', () => {
  const tried = attacks.map(({ name: of, tries, arithmetic }) => [
    of,
    tries,
    arithmetic ? 'fails, except for arithmetic in a JDBC source' : 'fails',
  ]);
  const learnt = known.map(({ name: of, learns, helps }) => [of, learns, helps]);
  const text = readFileSync(file, 'utf8');
  expectDocument(
    name,
    withSection(
      withSection(text, 'attacks', tableOf(['attack', 'what it tries', 'result'], tried)),
      'known leaks',
      tableOf(['name', 'what readers learn', 'countermeasure'], learnt),
    ),
  );
  expect(new Set(attacks.map(({ name: of }) => of)).size).toBe(attacks.length);
});
