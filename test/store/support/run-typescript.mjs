// Runs a TypeScript file of this project as a process of its own: `run-typescript.mjs FILE`, relative to this folder.
import { register } from 'node:module';
import process from 'node:process';
import { URL } from 'node:url';

// Nobody is left to talk to: a test that was given up must not leave its processes behind.
process.once('disconnect', () => process.exit());
register('../../live/support/typescript-loader.mjs', import.meta.url);
await import(new URL(process.argv[2], import.meta.url).href);
