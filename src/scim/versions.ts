import { createHash } from 'node:crypto';

import type { DirectoryEntry, DirectoryKind } from '../world/directory.js';
import type { Resource } from './resource.js';
import { ScimError } from './scim-error.js';

/** The version of a resource: a weak ETag over its whole content (RFC 7644, section 3.14). */
const versionOf = (resource: Resource): string =>
  `W/"${createHash('sha256').update(JSON.stringify(resource), 'utf8').digest('hex').slice(0, 24)}"`;

/** Refuses a write for another version. @throws ScimError 412 */
export function checkVersion(resource: Resource, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
  if (
    ifMatch
      .split(',')
      .map(strong)
      .includes(strong(versionOf(resource)))
  )
    return;
  throw new ScimError(
    412,
    undefined,
    'the resource has changed: read it again and send its new version in If-Match',
  );
}

/**
 * Adds `meta` to a resource.
 * @param whole whether the resource is complete and so has a version
 */
export const withMeta = (
  resource: Resource,
  { id, created, modified }: DirectoryEntry<DirectoryKind>,
  of: { readonly type: string; readonly whole: boolean },
): Resource => ({
  ...resource,
  meta: {
    resourceType: of.type,
    created: created.toISOString(),
    lastModified: modified.toISOString(),
    location: `${of.type}s/${id}`,
    ...(of.whole ? { version: versionOf(resource) } : {}),
  },
});
