/** The table for the next key of hash masks: in the same schema, with the version at the end of its name. */
export const nextKeyTable = (table: readonly string[], version: number): readonly string[] => [
  ...table.slice(0, -1),
  `${(table.at(-1) ?? '').replace(/_v\d+$/, '')}_v${version}`,
];
