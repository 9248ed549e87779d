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

/** What speaks for a column holding something. */
export interface Recognized {
  readonly detector: DetectorName;
  readonly byName: boolean;
  /** Which part of the values have the form, from 0 to 1 in hundredths; missing where there was no value to look at. */
  readonly share?: number;
}

/** Values alone convince when at least so many were looked at, and such a share of them has the form. */
const fewest = 5;
const most = 0.8;
/** A name that says so convinces unless fewer values than this have the form. */
const least = 0.2;

/** The words of a column's name: `customerEmail_2` is not told apart in Trino, `customer_email2` is `customer email`. */
const wordsOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();

/**
 * Says what a column seems to hold, by its name and by values of it.
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
