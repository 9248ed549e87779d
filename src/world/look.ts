import type { Entry, ValueOf } from './world-store.js';

/** Looks an entry up; `undefined` also while it has not been read: the question is then asked again. */
export type Look = <E extends Entry>(entry: E) => ValueOf<E> | undefined;
