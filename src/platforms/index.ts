import type { Platform as PlatformName } from '../model/data-source.js';
import type { PlatformTraits } from '../policy/platform-traits.js';
import type { Platform } from './platform.js';
import { redshift } from './redshift/platform.js';
import { trino } from './trino/platform.js';

/** The platforms, by the names that data sources give. */
export const platformOf = { trino, redshift } as const satisfies Readonly<Record<PlatformName, Platform>>;

/** The properties of each platform that decisions depend on. */
export const platformTraits: Readonly<Record<PlatformName, PlatformTraits>> = {
  trino: trino.traits,
  redshift: redshift.traits,
};
