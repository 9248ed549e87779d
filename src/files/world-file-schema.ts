import { z } from 'zod';

import { worldFile } from '../model/world.js';

/**
 * The form of a world file as a JSON Schema (draft 2020-12), for editors and other checkers. Weaker than `readWorld`: it
 * cannot say what a refinement or a reference demands. As `readWorld` does, it takes null for the mask type called `null`.
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
