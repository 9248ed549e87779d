import { z } from 'zod';

import { principalName } from '../model/names.js';
import { readMappedPath } from '../scim/attribute-mapping.js';

/** Attributes of users, each with the SCIM attribute that it follows from. */
export const scimAttributes = z.record(
  principalName('an attribute name'),
  z.string().superRefine((text, context) => {
    const path = readMappedPath(text);
    if (typeof path === 'string') context.addIssue({ code: 'custom', message: path });
  }),
);
