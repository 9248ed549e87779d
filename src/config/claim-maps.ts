import { z } from 'zod';

import { principalName } from '../model/names.js';

/** How a provider's tokens become groups and attributes of users. */
export const claimMaps = z
  .strictObject({
    groups: z
      .record(principalName('a group name'), z.array(z.string().min(1)).min(1))
      .default({})
      .meta({ description: "groups of scrim, each with the provider's groups whose members belong to it" }),
    attributes: z
      .record(principalName('an attribute name'), z.string().min(1))
      .default({})
      .meta({ description: 'attributes of scrim, each with the claim that contains its values' }),
    create: z.boolean().default(false).meta({
      description: 'whether scrim creates a user who does not exist yet',
    }),
  })
  .meta({ description: "how a person's tokens become their groups and attributes" });

interface Sources {
  readonly api: {
    readonly issuers: readonly { readonly maps?: z.output<typeof claimMaps> | undefined }[];
  };
  readonly scim: { readonly attributes: Readonly<Record<string, string>> };
}

/** Refuses an attribute that would follow from both SCIM and tokens: each would undo the other. */
export function otherSources({ api, scim }: Sources, context: z.core.$RefinementCtx): void {
  for (const [index, { maps }] of api.issuers.entries()) {
    for (const name of Object.keys(maps?.attributes ?? {})) {
      if (!Object.hasOwn(scim.attributes, name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['api', 'issuers', index, 'maps', 'attributes', name],
        message: `the attribute '${name}' already follows from SCIM (scim.attributes): remove it from one of the two`,
      });
    }
  }
}
