import { formatDataSourceName } from '../../model/names.js';
import { hasCanonicalText, isText } from '../canonical-text.js';
import type { Reader } from '../facts.js';
import type { MaskKind, MaskPlace } from './mask-kind.js';

/**
 * SHA-256 over key, domain and value, in lower-case hexadecimal digits. The key is 64 characters long and the domain's
 * length stands before it, so no two triples are one text. A column that is not text becomes NULL, unless the policy says
 * that the type may change.
 */
export const hashMask: MaskKind<'hash'> = {
  problem(mask, column, { platform, facts: { settings } }) {
    const keyless = platform.hashKeyProblem(settings);
    if (keyless !== undefined) return keyless;
    const type = platform.typeOf(column);
    return type === undefined || (mask.typeMayChange === true && !hasCanonicalText(type))
      ? `column '${column.name}' of type ${column.type} has no canonical text to hash: use a null mask`
      : undefined;
  },
  settle({ domain, typeMayChange = false }, column, place) {
    const type = place.platform.typeOf(column);
    if (type === undefined || !(isText(type) || typeMayChange)) return { type: 'null' };
    const perProject = domain === undefined && worksAnywhere[place.facts.reader.kind];
    return {
      type: 'hash',
      domain: domain ?? domainOf(place),
      ...(perProject ? { perProject } : {}),
    };
  },
};

/** Whether it is not known until the view is read in which project its reader works. */
const worksAnywhere: Readonly<Record<Reader['kind'], boolean>> = { known: false, open: true };

/** What is hashed before the value: the domain, with its length in bytes, so that no two domains and values are one text. */
export const hashPrefix = (domain: string): string => `${Buffer.byteLength(domain, 'utf8')}:${domain}:`;

/** The hash domain of a project with masked joins. */
export const projectDomain = (project: string): string => `project ${project}`;

/** The sources of a project with masked joins share a domain while a person works in it; else each has its own. */
const domainOf = ({ dataSource, facts: { work } }: MaskPlace): string =>
  work.project?.maskedJoins === true ? projectDomain(work.project.name) : formatDataSourceName(dataSource);
