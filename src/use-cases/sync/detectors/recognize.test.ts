import { describe, expect, it } from '@jest/globals';

import { detectorNames } from '../../../model/monitored-schema.js';
import type { DetectorName } from '../../../model/monitored-schema.js';
import { detectors, recognize } from './recognize.js';

/** Of each detector: values of its form, and near misses. */
const forms: Partial<
  Record<DetectorName, { readonly yes: readonly string[]; readonly no: readonly string[] }>
> = {
  email: {
    yes: ['ann@example.com', 'a.b+c@mail.example.co.uk', 'ö@exämple.org'],
    no: [
      'ann@example',
      'ann.example.com',
      'ann @example.com',
      '@ann',
      'a@b..com',
      'ann@example.com, bob@example.com',
    ],
  },
  phone: {
    yes: ['+49 30 1234567', '+14155550123', '(030) 123-4567', '415-555-0123', '25-989-741-2988'],
    no: ['4155550123', '2024-01-31', '31.01.2024', '12-34', '+1', '1234 5678 9012 3456', 'call me'],
  },
  cardNumber: {
    yes: ['4111111111111111', '4111 1111 1111 1111', '5500-0000-0000-0004', '378282246310005'],
    no: ['4111111111111112', '411111111111', '9111111111111111', '4111a11111111111', '0000000000000000'],
  },
  iban: {
    yes: ['DE89370400440532013000', 'GB82 WEST 1234 5698 7654 32', 'fr1420041010050500013m02606'],
    no: ['DE89370400440532013001', 'GB82WEST', 'XX00', '8937040044053201300000', 'DE00370400440532013000'],
  },
  ipAddress: {
    yes: ['192.168.0.1', '::1', '2001:db8::8a2e:370:7334'],
    no: ['192.168.0', '1.2.3.256', '1.2.3', '2001:db8:::1', '192.168.0.1:80'],
  },
  birthDate: {
    yes: ['1984-02-29', '31.12.1999', '12/31/1999', '1984-02-29 00:00:00.000'],
    no: ['1884-02-29', '19840229', '31.31.1999', '1984-13-45', 'yesterday'],
  },
};

describe.each(Object.entries(forms))('%s', (name, { yes, no }) => {
  const { matches } = detectors[name as DetectorName];
  it.each(yes)('has the form of %j', (value) => {
    expect(matches?.(value)).toBe(true);
  });
  it.each(no)('is not %j', (value) => {
    expect(matches?.(value)).toBe(false);
  });
});

const mails = (count: number, others = 0): readonly string[] => [
  ...Array.from({ length: count }, (_, index) => `p${index}@example.com`),
  ...Array.from({ length: others }, () => 'none'),
];

it.each<[string, readonly string[], readonly object[]]>([
  ['customer_email', [], [{ detector: 'email', byName: true }]],
  ['email2', ['', ' '], [{ detector: 'email', byName: true }]],
  ['mailing_list', [], []],
  ['contact', mails(5), [{ detector: 'email', byName: false, share: 1 }]],
  ['contact', mails(4), []],
  ['contact', mails(8, 2), [{ detector: 'email', byName: false, share: 0.8 }]],
  ['contact', mails(7, 3), []],
  ['email', mails(1, 4), [{ detector: 'email', byName: true, share: 0.2 }]],
  ['email', mails(1, 9), []],
  ['ordered_on', Array.from({ length: 9 }, () => '1984-02-29'), []],
  ['date_of_birth', ['1984-02-29'], [{ detector: 'birthDate', byName: true, share: 1 }]],
  ['last_name', ['Smith'], [{ detector: 'personName', byName: true }]],
  ['name', ['Smith'], []],
  ['ship', [], []],
  ['client_ip', [], [{ detector: 'ipAddress', byName: true }]],
])('of column %s and its values', (name, values, expected) => {
  expect(recognize(detectorNames, name, values)).toEqual(expected);
});
