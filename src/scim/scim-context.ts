import type { Asking } from '../use-cases/world/relations.js';
import { Refusal } from '../base/refusal.js';
import type { Directory } from '../world/directory.js';
import type { WorldStore } from '../world/world-store.js';
import type { AttributeMapping } from './attribute-mapping.js';

/** What the calls of identity providers need. */
export interface ScimContext {
  readonly store: WorldStore;
  readonly directory: Directory;
  readonly mapping: AttributeMapping;
}

/** Refuses callers who may not act as an identity provider. @throws Refusal `forbidden` */
export function mayProvision({ actor: { roles } }: Asking): void {
  if (roles.has('scim') || roles.has('admin')) return;
  throw new Refusal('forbidden', "SCIM needs a key with the role 'scim' or 'admin'");
}
