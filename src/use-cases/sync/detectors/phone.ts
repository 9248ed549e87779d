import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

const digitsOf = (value: string): string => value.replace(/\D/g, '');
const isDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$|^\d{1,2}[./-]\d{1,2}[./-]\d{4}$/.test(value);

/** Telephone numbers: 7 to 15 digits (E.164) with a plus before them or separators between. Digits alone may be any number. */
export const phone: Detector = {
  name: 'phone',
  named: anyWord('phone', 'telephone', 'tel', 'mobile', 'fax', 'cell', 'phonenumber', 'msisdn'),
  matches: (value) => {
    const digits = digitsOf(value).length;
    return digits >= 7 && digits <= 15 && /^(\+\d|\(?\d+\)?[ /-])[\d ()/.-]*$/.test(value) && !isDate(value);
  },
};
