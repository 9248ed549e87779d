import { z } from 'zod';

import { worldTexts } from '../../files/read-world.js';
import { lineFiles } from '../../files/text-lines.js';
import { pointInTime, principalName, purposeName } from '../../model/names.js';
import { attributes } from '../../model/principals.js';
import type { InputOf } from '../use-case.js';

/** What is supposed of the world: files that are not applied yet, as `apply` takes them. */
const supposedFiles = {
  files: worldTexts.default([]),
  lines: lineFiles.default([]),
  maxLines: z.int().min(1).optional(),
  prune: z.boolean().default(false),
};

const at = pointInTime.optional().meta({ description: 'the time of the request; by default now' });

/** The facts of a person who does not exist yet. */
const supposedFacts = z.strictObject({
  groups: z.array(principalName('a group name')).default([]),
  attributes,
  iam: principalName('an identity provider').optional(),
});
/** @see supposedFacts */
export type SupposedFacts = InputOf<typeof supposedFacts>;

/** The input of a question about a world that may differ from the stored one. */
export const aboutWorld = {
  ...supposedFiles,
  suppose: z.strictObject({ at }).default({}),
};

/** The input of a question about a person in a world that may differ from the stored one. */
export const aboutPerson = {
  ...supposedFiles,
  suppose: z
    .strictObject({
      at,
      project: principalName('a project name').optional().meta({
        description: 'the project in which the person works, although they have not switched to it',
      }),
      purpose: purposeName.optional().meta({
        description: 'the purpose under which the person acts, although they have not acknowledged it',
      }),
      facts: supposedFacts.optional().meta({ description: 'the facts of a person who does not exist yet' }),
    })
    .default({}),
};

/** @see aboutWorld */
export type WorldSuppositions = InputOf<z.ZodObject<typeof aboutWorld>>;
/** @see aboutPerson */
export type PersonSuppositions = InputOf<z.ZodObject<typeof aboutPerson>>;
