import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

/** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Numbers of payment cards: 13 to 19 digits, in groups or not, of a payment network, with the right check digit. */
export const cardNumber: Detector = {
  name: 'cardNumber',
  named: anyWord('card', 'cardnumber', 'creditcard', 'pan', 'ccn'),
  matches: (value) => {
    if (!/^[2-6]\d{3}([ -]?\d+)+$/.test(value)) return false;
    const digits = value.replace(/[ -]/g, '');
    return digits.length >= 13 && digits.length <= 19 && passesLuhn(digits);
  },
};
