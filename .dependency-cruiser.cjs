/**
 * The direction of imports between the rooms of the house. Arrows never point the other way (docs/architecture.md).
 */
const rooms = [
  'engine',
  'workflows',
  'activities',
  'graphql',
  'admin-ui',
  'prisma',
  'process-definitions',
  'cli',
  'deploy',
];

/** `room` may import of ours only what is listed; its own files always. */
const mayImport = (name, from, allowed, comment, { types = false } = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    path: `^(${rooms.join('|')}|test)/`,
    pathNot: allowed.map((path) => `^${path}`),
    ...(types ? { dependencyTypesNot: ['type-only'] } : {}),
  },
});

module.exports = {
  forbidden: [
    mayImport(
      'engine-imports-nothing-of-ours',
      '^engine/',
      ['engine/'],
      'BPMN semantics are pure: no I/O, no other room.',
    ),
    {
      name: 'engine-is-pure',
      comment: 'The engine runs in a workflow sandbox and in a browser: no Node API, no Temporal, no Prisma.',
      severity: 'error',
      from: { path: '^engine/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-knows-no-server',
      severity: 'error',
      from: { path: '^engine/' },
      to: { path: 'node_modules/(@temporalio|@prisma|pg|graphql)' },
    },
    {
      name: 'engine-runtime-reads-no-xml',
      comment:
        'What runs in a workflow is reached from engine/index.ts; the XML readers belong to deployment.',
      severity: 'error',
      from: { path: '^engine/(?!parse/|lint/|dmn/compile|deployment)' },
      to: { path: 'node_modules/(bpmn-moddle|zeebe-bpmn-moddle|dmn-moddle|bpmnlint)' },
    },
    mayImport(
      'workflow-code-imports-the-engine-only',
      '^workflows/(?!client/|bundle)',
      ['workflows/(?!client/|bundle)', 'engine/'],
      'Workflow code is replayed: the engine and nothing with side effects. Types of activities are allowed (type-only imports).',
      { types: true },
    ),
    mayImport(
      'workflow-client-imports',
      '^workflows/(client|bundle)',
      ['workflows/', 'engine/', 'prisma/', 'activities/'],
      'The client side of the workflows: deploy, start, complete, publish.',
    ),
    mayImport(
      'activities-imports',
      '^activities/',
      ['activities/', 'prisma/', 'engine/(index|graph)'],
      'Capabilities: the database and types of the engine.',
    ),
    mayImport(
      'graphql-imports',
      '^graphql/',
      ['graphql/', 'prisma/', 'workflows/(client/|messages)', 'engine/', 'activities/'],
      'The API: services of its own over the rooms below.',
    ),
    mayImport('prisma-imports-nothing-of-ours', '^prisma/', ['prisma/'], 'The database knows nobody.'),
    mayImport(
      'admin-ui-imports',
      '^admin-ui/',
      ['admin-ui/', 'engine/'],
      'The web interface speaks to the API; of our code it runs the engine (forms, simulation, validation).',
    ),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {
        path: '^(engine|workflows|activities|graphql|prisma|cli|admin-ui)/',
        pathNot: '^prisma/client/',
      },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^prisma/client' },
    exclude: { path: '^(admin-ui/dist|\\.cache|\\.congvan|workflows/bundle/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
