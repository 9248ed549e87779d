import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

const form = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])|^(\d{1,2})[./](\d{1,2})[./](\d{4})$/;

/** Dates of birth: a date since 1900. Other data, such as orders, has such dates too, so the column name decides. */
export const birthDate: Detector = {
  name: 'birthDate',
  named: anyWord('birth', 'birthdate', 'birthday', 'dob', 'dateofbirth', 'born'),
  matches: (value) => {
    const [, year, month, day, first, second, last] = form.exec(value) ?? [];
    const [y, a, b] = [Number(year ?? last), Number(month ?? first), Number(day ?? second)];
    return y >= 1900 && y <= 2100 && a >= 1 && b >= 1 && a <= 31 && b <= 31 && Math.min(a, b) <= 12;
  },
  needsName: true,
};
