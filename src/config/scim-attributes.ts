import { z } from 'zod';

import { principalName } from '../model/names.js';
import { readMappedPath } from '../scim/attribute-mapping.js';

/** Which attributes of users follow from which of SCIM. */
export const scimAttributes = z.record(
  principalName('an attribute name'),
  z.string().superRefine((text, context) => {
    const path = readMappedPath(text);
    if (typeof path === 'string') context.addIssue({ code: 'custom', message: path });
  }),
);
