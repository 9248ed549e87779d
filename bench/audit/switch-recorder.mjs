/** Given to Node by `--import`: SIGUSR2 switches off and on whether scrim records decisions. */
import { register } from 'node:module';

register('./switch-recorder-hook.mjs', import.meta.url);
