import { expect, it } from '@jest/globals';
import { rootCertificates } from 'node:tls';

import { certificatesProblem } from './pem-certificates.js';

const [first = '', second = ''] = rootCertificates;
const linesOf = (text: string): number => text.trimEnd().split('\n').length;
const half = (text: string): string => text.slice(0, text.length / 2);
const key = '-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----';
const after = linesOf(first) + 1;

it.each<readonly [string, string, string | undefined]>([
  ['one certificate', first, undefined],
  ['two certificates', `${first}\n${second}\n`, undefined],
  ['lines that end as on Windows', `${first}\n${second}\n`.replaceAll('\n', '\r\n'), undefined],
  [
    'comments around certificates',
    `# our root\n${first}\nsubject=CN = b -----\n\n${second}\nend\n`,
    undefined,
  ],
  [
    'the last one cut off',
    `${first}\n${half(second)}`,
    `a.pem:${after}: this block is cut off: the line -----END CERTIFICATE----- is missing`,
  ],
  [
    'one without its END line',
    `${first}\n${second.replace(/-----END.*/s, '')}`,
    `a.pem:${after}: this block is cut off: the line -----END CERTIFICATE----- is missing`,
  ],
  [
    'one cut off in the middle of the file',
    `${half(first)}\n${second}`,
    'a.pem:1: this block is cut off: the line -----END CERTIFICATE----- is missing',
  ],
  [
    'an END line alone',
    `${first}\n-----END CERTIFICATE-----`,
    `a.pem:${after}: END CERTIFICATE without its BEGIN line`,
  ],
  ['no certificate', 'nonsense', 'a.pem contains no certificate; expected -----BEGIN CERTIFICATE-----'],
  ['a key', key, 'a.pem:1: found PRIVATE KEY; this file must contain only certificates'],
  [
    'a key after a certificate',
    `${first}\n${key}`,
    `a.pem:${after}: found PRIVATE KEY; this file must contain only certificates`,
  ],
])('authorities: %s', (_, pem, problem) => {
  expect(certificatesProblem(pem, 'a.pem', 'refused')).toBe(problem);
});

it('reports the line of a certificate that cannot be read', () => {
  const broken = `${first}\n-----BEGIN CERTIFICATE-----\nMC4=\n-----END CERTIFICATE-----`;
  expect(certificatesProblem(broken, 'a.pem', 'refused')).toMatch(
    new RegExp(`^a\\.pem:${after}: this certificate cannot be read: `),
  );
});

it.each<readonly [string, string, string | undefined]>([
  ['with its key', `${key}\n${first}`, undefined],
  [
    'with a key that is cut off',
    `${first}\n${half(key)}`,
    `a.pem:${after}: this block is cut off: the line -----END PRIVATE KEY----- is missing`,
  ],
  ['of a key alone', key, 'a.pem contains no certificate; expected -----BEGIN CERTIFICATE-----'],
])('a chain %s', (_, pem, problem) => {
  expect(certificatesProblem(pem, 'a.pem', 'allowed')).toBe(problem);
});
