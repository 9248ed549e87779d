import { z } from 'zod';

import { unwrapped } from '../base/schema-walk.js';
import { configFile } from './config.js';

/** One value of the configuration, and the ways to set it. */
export interface Setting {
  /** Keys in the configuration file, from the outermost. */
  readonly path: readonly string[];
  /** The path, joined by dots. */
  readonly key: string;
  readonly schema: z.core.$ZodType;
  readonly description: string;
  readonly secret: boolean;
  /** Its environment variable and its flag; lists and mappings have neither. */
  readonly env?: string;
  readonly flag?: string;
}

const words = (path: readonly string[]): readonly string[] =>
  path.flatMap((key) => key.replace(/[A-Z]/g, ' $&').toLowerCase().split(' '));

interface Meta {
  readonly description?: string;
  readonly secret?: boolean;
}

/** The metadata of a schema. Looks inside the wrappers for optional values and defaults. */
function metaOf(schema: z.core.$ZodType): Meta {
  const own = z.globalRegistry.get(schema) as Meta | undefined;
  if (own?.description !== undefined || own?.secret !== undefined) return own;
  const inner = (schema as { readonly _zod: { readonly def: { readonly innerType?: z.core.$ZodType } } })._zod
    .def.innerType;
  return inner === undefined ? {} : metaOf(inner);
}

function settingsOf(schema: z.core.$ZodType, path: readonly string[]): readonly Setting[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as z.core.$ZodShape).flatMap(([key, part]) =>
      settingsOf(part, [...path, key]),
    );
  }
  const { description = '', secret = false } = metaOf(schema);
  const named = words(path);
  const single = !(inner instanceof z.ZodArray || inner instanceof z.ZodRecord);
  return [
    {
      path,
      key: path.join('.'),
      schema,
      description,
      secret,
      ...(single && { env: `SCRIM_${named.join('_').toUpperCase()}`, flag: `--${named.join('-')}` }),
    },
  ];
}

/** Every value of the configuration, in the order of the schema. */
export const settings: readonly Setting[] = settingsOf(configFile, []);

/** The setting at a path of the configuration, or at a prefix of the path. */
export const settingAt = (path: readonly (string | number)[]): Setting | undefined =>
  settings.find((setting) => setting.path.every((key, depth) => path[depth] === key));
