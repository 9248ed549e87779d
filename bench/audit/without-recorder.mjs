/** Given to Node by `--import`: scrim records no decision. */
import { register } from 'node:module';

register('./without-recorder-hook.mjs', import.meta.url);
