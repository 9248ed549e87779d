/**
 * The folders of `src/`, from the highest layer down. Each may import only folders below it, and none in its own layer.
 * `npm run lint` checks this, including type imports.
 */
const floors = [
  ['main.ts'],
  ['cli'],
  ['demo'],
  ['serve'],
  ['http', 'store', 'config'],
  ['scim'],
  ['use-cases'],
  ['webhooks', 'audit'],
  ['identity', 'redshift', 'checks'],
  ['files', 'facts'],
  ['world'],
  ['trino', 'evaluate'],
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
        'Files that import each other in a circle cannot be understood separately. Move the shared part.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'known-room',
      comment: 'Add the new folder of src/ to the list in .dependency-cruiser.mjs.',
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
      }, and no other folder of src/.`,
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
      comment: 'Decide through use-cases/decisions, which records each decision.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '[.]test[.]ts$|^src/use-cases/decisions/|^src/policy/(decide|program)[.]ts$',
      },
      to: { path: '^src/policy/(decide|program|show-to)[.]ts$' },
    },
    {
      name: 'shipped-needs-no-test',
      comment: 'Code in src/ must not import tests, benchmarks or scripts.',
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
