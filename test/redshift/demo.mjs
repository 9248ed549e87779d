// `npm run demo:redshift`: the demo is TypeScript that is not shipped, so Node needs the loader of the tests.
import { register } from 'node:module';

register('../live/support/typescript-loader.mjs', import.meta.url);
const { runDemo } = await import('./demo/run-demo.ts');
await runDemo();
