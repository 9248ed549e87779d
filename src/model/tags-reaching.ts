import type { DataSource } from './data-source.js';
import { withParents } from './names.js';

/** The tags by which a data source is found: its own, those of its columns, and every tag above one of these; each once. */
export const tagsReaching = ({ tags, columns }: Pick<DataSource, 'tags' | 'columns'>): readonly string[] => [
  ...new Set([...tags, ...columns.flatMap((column) => column.tags)].flatMap(withParents)),
];
