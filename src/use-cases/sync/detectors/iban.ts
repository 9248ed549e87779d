import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

/** The number that the letters and digits of an account represent, modulo 97 (ISO 13616-1, ISO/IEC 7064). */
function remainder(account: string): number {
  const moved = account.slice(4) + account.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    for (const digit of String(parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest;
}

/** International bank account numbers: country, check digits, account; groups of four may have spaces between. */
export const iban: Detector = {
  name: 'iban',
  named: anyWord('iban'),
  matches: (value) => {
    const account = value.replaceAll(' ', '').toUpperCase();
    return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account) && remainder(account) === 1;
  },
};
