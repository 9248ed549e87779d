import { arrayFunctions } from './arrays.js';
import { byteFunctions } from './bytes.js';
import type { Implementation } from './implementation.js';
import { numberFunctions } from './numbers.js';
import { textFunctions } from './text.js';
import { timeFunctions } from './times.js';

const all: ReadonlyMap<string, Implementation> = new Map(
  [textFunctions, numberFunctions, timeFunctions, byteFunctions, arrayFunctions].flatMap((some) =>
    Object.entries(some),
  ),
);

/** How a function of Trino is evaluated; undefined for one that is not known. */
export const implementationOf = (name: string): Implementation | undefined => all.get(name);

/** The functions that the evaluator knows. */
export const knownFunctions: readonly string[] = [...all.keys()];
