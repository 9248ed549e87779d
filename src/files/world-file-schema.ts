import { z } from 'zod';

import { worldFile } from '../model/world.js';

/**
 * A JSON Schema (draft 2020-12) of world files, for editors and other tools. It is weaker than `readWorld`: it
 * cannot check refinements and references. Like `readWorld`, it accepts null for the mask type named `null`.
 */
export function worldFileSchema(): object {
  return z.toJSONSchema(worldFile, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.const !== 'null') return;
      delete jsonSchema.const;
      delete jsonSchema.type;
      jsonSchema.enum = ['null', null];
    },
  });
}
