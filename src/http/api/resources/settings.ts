import { singleOperations } from '../resource.js';

/** The settings, of which there is one object. */
export const settings = singleOperations({
  kind: 'settings',
  path: 'settings',
  single: '/settings',
  one: 'the settings',
  Name: 'Settings',
  keyIn: () => 'settings',
});
