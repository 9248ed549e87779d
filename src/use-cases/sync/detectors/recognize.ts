import type { DetectorName } from '../../../model/monitored-schema.js';
import { birthDate } from './birth-date.js';
import { cardNumber } from './card-number.js';
import type { Detector } from './detector.js';
import { email } from './email.js';
import { iban } from './iban.js';
import { ipAddress } from './ip-address.js';
import { personName } from './person-name.js';
import { phone } from './phone.js';

/** Every detector. */
export const detectors: Readonly<Record<DetectorName, Detector>> = {
  email,
  phone,
  cardNumber,
  iban,
  ipAddress,
  birthDate,
  personName,
};

/** The evidence that a column contains some kind of data. */
export interface Recognized {
  readonly detector: DetectorName;
  readonly byName: boolean;
  /** The share of values with the form, from 0 to 1 in hundredths; missing if there was no value. */
  readonly share?: number;
}

/** Values alone are sufficient evidence if at least this many were examined and this share has the form. */
const fewest = 5;
const most = 0.8;
/** A matching name is sufficient evidence unless a smaller share of values than this has the form. */
const least = 0.2;

/**
 * The words of a column's name: `customer_email2` is `customer email`. Trino folds `customerEmail_2` to lower case, so its words cannot be
 * separated.
 */
const wordsOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();

/**
 * Detects what a column probably contains, by its name and by values of it.
 * @param values as text; empty ones do not count
 */
export function recognize(
  wanted: readonly DetectorName[],
  name: string,
  values: readonly string[],
): readonly Recognized[] {
  const words = wordsOf(name);
  const looked = values.map((value) => value.trim()).filter((value) => value !== '');
  return wanted.flatMap((detector): readonly Recognized[] => {
    const { named, matches, needsName } = detectors[detector];
    const byName = named(words);
    if (matches === undefined || looked.length === 0) return byName ? [{ detector, byName }] : [];
    const part = looked.filter(matches).length / looked.length;
    const convinces = byName ? part >= least : !needsName && looked.length >= fewest && part >= most;
    return convinces ? [{ detector, byName, share: Math.round(part * 100) / 100 }] : [];
  });
}
