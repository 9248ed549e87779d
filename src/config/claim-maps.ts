import { z } from 'zod';

import { principalName } from '../model/names.js';

/** What of the tokens of a provider becomes groups and attributes of users. */
export const claimMaps = z
  .strictObject({
    groups: z
      .record(principalName('a group name'), z.array(z.string().min(1)).min(1))
      .default({})
      .meta({ description: "groups of scrim's, each with the provider's groups that put somebody into it" }),
    attributes: z
      .record(principalName('an attribute name'), z.string().min(1))
      .default({})
      .meta({ description: "attributes of scrim's, each with the claim that holds its values" }),
    create: z.boolean().default(false).meta({
      description: 'whether a user whom the world does not know is made',
    }),
  })
  .meta({ description: "what of a person's tokens becomes their groups and attributes" });

interface Sources {
  readonly api: {
    readonly issuers: readonly { readonly maps?: z.output<typeof claimMaps> | undefined }[];
  };
  readonly scim: { readonly attributes: Readonly<Record<string, string>> };
}

/** Refuses an attribute that would follow from what is sent over SCIM as well as from tokens: each would undo the other. */
export function otherSources({ api, scim }: Sources, context: z.core.$RefinementCtx): void {
  for (const [index, { maps }] of api.issuers.entries()) {
    for (const name of Object.keys(maps?.attributes ?? {})) {
      if (!Object.hasOwn(scim.attributes, name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['api', 'issuers', index, 'maps', 'attributes', name],
        message: `the attribute '${name}' follows from SCIM already (scim.attributes): take it out of one of them`,
      });
    }
  }
}
