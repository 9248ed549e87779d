/** Ann may break the glass of a data source, of which two people are told. */
export const breakGlassWorld = `
users: [{ name: ann }, { name: gwen }, { name: olga }]
dataSources:
  - { schema: s, name: d, table: a.b.c, columns: [{ name: x, type: bigint }] }
subscriptionPolicies:
  - { name: incidents, dataSource: s.d, breakGlass: { hours: 4, for: { user: ann }, tell: [gwen, olga] } }
`;
