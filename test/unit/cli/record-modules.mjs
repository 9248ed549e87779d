// Prints the address of every module that the process imports, one a line. Registered as a hook of Node's loader.
import { writeSync } from 'node:fs';

export function load(url, context, next) {
  writeSync(3, `${url}\n`);
  return next(url, context);
}
