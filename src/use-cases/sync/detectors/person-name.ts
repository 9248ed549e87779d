import { anyWord } from './detector.js';
import type { Detector } from './detector.js';

/** Names of people. They have no form, so only the column name decides. */
export const personName: Detector = {
  name: 'personName',
  named: anyWord(
    ...['first name', 'firstname', 'last name', 'lastname', 'full name', 'fullname', 'surname'],
    ...['given name', 'givenname', 'family name', 'familyname', 'middle name', 'maiden name'],
  ),
};
