import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

/** Names of people. A name has no form, so that nothing but the heading tells. */
export const personName: Detector = {
  name: 'personName',
  named: anyWord(
    ...['first name', 'firstname', 'last name', 'lastname', 'full name', 'fullname', 'surname'],
    ...['given name', 'givenname', 'family name', 'familyname', 'middle name', 'maiden name'],
  ),
};
