// Opens the store that it is told of, at once: what it needs for that is there before it is told.
import process from 'node:process';

import { openStore } from '../../../src/store/open-store.js';

process.once('message', (url) => {
  openStore(String(url))
    .then((store) => store.close())
    .then(
      () => process.send?.('opened'),
      (error: unknown) => process.send?.(String(error)),
    )
    .finally(() => {
      process.disconnect();
    });
});
process.send?.('ready');
