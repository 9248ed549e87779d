import type { Column, DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';

const ownerKey = (principal: Principal): string => JSON.stringify(principal);

const union = <T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] => [
  ...new Map([...first, ...second].map((item) => [key(item), item])).values(),
];

const same = (tag: string): string => tag;

const comment = (given: string | undefined, reported: string | undefined) => {
  const kept = given ?? reported;
  return kept === undefined ? {} : { comment: kept };
};

/** A column as it is now, with what people gave it; one that nobody has reviewed stays so. */
export function refreshColumn(given: Column | undefined, reported: Column): Column {
  if (given === undefined) return reported;
  return {
    name: reported.name,
    type: reported.type,
    ...comment(given.comment, reported.comment),
    tags: union(given.tags, reported.tags, same),
    ...(given.unreviewed === undefined ? {} : { unreviewed: given.unreviewed }),
  };
}

/**
 * What is registered once a table has been read again: its columns and types as they are now, with all that people gave
 * before: tags, owners, comments, and whether it is enabled. Owners and tags of the new registration are added.
 */
export function refreshDataSource(registered: DataSource | undefined, fresh: DataSource): DataSource {
  if (registered === undefined) return fresh;
  const given = new Map(registered.columns.map((column) => [column.name, column]));
  return {
    ...fresh,
    ...comment(registered.comment, fresh.comment),
    enabled: registered.enabled,
    owners: union(registered.owners, fresh.owners, ownerKey),
    tags: union(registered.tags, fresh.tags, same),
    columns: fresh.columns.map((column) => refreshColumn(given.get(column.name), column)),
  };
}
