import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { containingSecret, isOpaPath, recognizing } from './recognize.js';
import type { AskingCluster } from './recognize.js';

const asking = (name: string, secret: string): AskingCluster => ({
  cluster: { name, views: 'scrim', modes: new Map() },
  proof: { secret },
});
const none = () => undefined;
const found = (clusters: readonly AskingCluster[], url: string) => {
  const { cluster, name, endpoint } = recognizing(clusters)(url, none);
  return [cluster?.name, name, endpoint];
};

const secrets = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.string({ minLength: 500, maxLength: 900 }),
);
/** Encodes every byte, as few clients do. */
const spelledOut = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

it('recognizes a secret in each spelling', () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const clusters = [asking('other', `${secret}x`), asking('main', secret)];
      for (const spelled of [encodeURIComponent(secret), spelledOut(secret)]) {
        for (const end of ['', '?a=b/c', '#x']) {
          expect(found(clusters, `/opa/main/${spelled}/rows${end}`)).toEqual(['main', 'main', 'rows']);
        }
        expect(found(clusters, `/opa/other/${spelled}/rows`)).toEqual([undefined, 'other', 'rows']);
        expect(found(clusters, `/opa/nobody/${spelled}/rows`)).toEqual([undefined, undefined, 'rows']);
      }
    }),
  );
});

it('recognizes no other secret', () => {
  fc.assert(
    fc.property(secrets, secrets, (secret, given) => {
      fc.pre(secret !== given);
      const path = `/opa/main/${encodeURIComponent(given)}/allow`;
      expect(found([asking('main', secret)], path)).toEqual([undefined, 'main', 'allow']);
    }),
  );
});

it('tells clusters with one secret apart by their names', () => {
  const clusters = [asking('a', 'same'), asking('b', 'same')];
  expect(found(clusters, '/opa/b/same/mask')).toEqual(['b', 'b', 'mask']);
});

it('keeps every path with a secret away from others', () => {
  const hasSecret = containingSecret([asking('main', 'a secret of some length'), asking('short', 'abc')]);
  expect(hasSecret('/v1/x?y=a%20secret%20of%20some%20length')).toBe(true);
  expect(hasSecret('/v1/a secret of some length')).toBe(true);
  expect(hasSecret('/v1/abc')).toBe(false);
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      expect(isOpaPath(`/opa${path}`)).toBe(path === '' || path.startsWith('/'));
    }),
  );
});
