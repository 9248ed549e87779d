import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

const form = /^[^\s@<>()[\],;:"]+@[^\s@.]+(\.[^\s@.]+)*\.\p{L}{2,}$/u;

/** Addresses of e-mail in their everyday form: something, an at sign, and a domain with a dot. */
export const email: Detector = {
  name: 'email',
  named: anyWord('email', 'mail', 'e mail', 'emailaddress', 'mailaddress'),
  matches: (value) => value.length <= 254 && form.test(value) && !value.includes('..'),
};
