import { strictness } from '../model/mask.js';
import type { AppliedMask } from './shown.js';

/** How strict a mask is: the stricter of two has the lower number. A custom mask may say that it is as strict as another type. */
export const strictnessOf = (mask: AppliedMask): number =>
  strictness[mask.type === 'custom' ? (mask.asStrictAs ?? mask.type) : mask.type];
