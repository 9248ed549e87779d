/**
 * The rooms of `src/`, from the roof down: each may import what stands below it, and nothing beside it or above.
 * `npm run lint` checks it, type imports included.
 */
const floors = [
  ['main.ts'],
  ['cli'],
  ['demo'],
  ['serve'],
  ['http', 'store', 'config'],
  ['scim'],
  ['use-cases'],
  ['webhooks'],
  ['identity', 'redshift', 'checks'],
  ['files', 'facts'],
  ['world'],
  ['trino'],
  ['platforms'],
  ['policy'],
  ['types'],
  ['sql', 'model'],
  ['base'],
];

const pattern = (room) => (room.endsWith('.ts') ? `^src/${room}$` : `^src/${room}/`);

const rooms = floors.flatMap((floor, index) => floor.map((room) => ({ room, index })));

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment:
        'Files that import one another, by whatever way, cannot be understood one by one. Move what they share.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'known-room',
      comment: 'A new folder of src/ needs its place among the floors of .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms.map(({ room }) => pattern(room)) },
      to: {},
    },
    ...rooms.map(({ room, index }) => ({
      name: `floor-of-${room}`,
      comment: `${room} may import ${
        floors
          .slice(index + 1)
          .flat()
          .join(', ') || 'nothing of src/'
      } only.`,
      severity: 'error',
      from: {
        path: pattern(room),
        pathNot: '[.]test[.]ts$',
      },
      to: {
        path: '^src/',
        pathNot: [
          pattern(room),
          ...floors
            .slice(index + 1)
            .flat()
            .map(pattern),
        ],
      },
    })),
    {
      name: 'one-door-for-decisions',
      comment: 'Decide through use-cases/decisions, which puts each decision on record.',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]ts$|^src/use-cases/decisions/' },
      to: { path: '^src/policy/decide[.]ts$' },
    },
    {
      name: 'shipped-needs-no-test',
      comment: 'What is shipped needs no test, benchmark or script.',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(test|bench|scripts)/|[.]test[.]ts$' },
    },
    {
      name: 'unit-tests-need-no-trino',
      severity: 'error',
      from: { path: '^test/unit/' },
      to: { path: '^test/live/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/sql/parse/generated/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
  },
};
