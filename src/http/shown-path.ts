import { isOpaPath } from './opa/recognize.js';

/** A path as logs and responses show it. A path of the OPA protocol contains a secret; it gets here only at the wrong port, or in a wrong spelling. */
export const shownPath = (path: string): string => (isOpaPath(path) ? '/opa/(hidden)' : path);
