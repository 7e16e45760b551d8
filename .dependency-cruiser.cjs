// What may import what: app → components → lib; app → inngest → lib; lib imports none of them.
// `npm run check` enforces it.

const TESTS = String.raw`\.test\.tsx?$|(^|/)testing(/|\.tsx?$)|^e2e/`
const TOOLS = '^(scripts|bench|e2e|trials)/'

/** Each of these is the only module that reaches one external resource. lib/datasets combines them. */
const DOORS = ['swapi', 'storage', 'db', 'duckdb']
const pathOfDoor = (name) => String.raw`^lib/${name}(/|\.ts$)`

const doorsAreStrangers = DOORS.map((name) => ({
  name: `lib-${name}-knows-no-other-door`,
  comment: 'swapi, storage, db and duckdb do not import each other: lib/datasets combines them.',
  severity: 'error',
  from: { path: pathOfDoor(name), pathNot: TESTS },
  to: { path: DOORS.filter((other) => other !== name).map(pathOfDoor) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that import each other, even only types, cannot be read or tested in isolation.',
      severity: 'error',
      from: { pathNot: '^lib/generated/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file, and it is not an entry point: use it or delete it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [TESTS, TOOLS, String.raw`\.d\.ts$`, String.raw`^[^/]+$`, '^app/', '^lib/generated/'],
      },
      to: {},
    },
    {
      name: 'lib-stands-alone',
      comment: 'app, components and inngest use lib; lib imports none of them.',
      severity: 'error',
      from: { path: '^lib/', pathNot: TESTS },
      to: { path: '^(app|components|inngest)/' },
    },
    {
      name: 'inngest-uses-lib-only',
      comment: 'Jobs run without pages: they use only lib.',
      severity: 'error',
      from: { path: '^inngest/', pathNot: TESTS },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'components-take-props',
      comment: 'Components get data and actions as props: no app, no inngest.',
      severity: 'error',
      from: { path: '^components/', pathNot: TESTS },
      to: { path: '^(app|inngest)/' },
    },
    {
      name: 'components-take-little-from-lib',
      comment:
        'From lib, components import only the model, formatting and URLs, which are safe in a browser.',
      severity: 'error',
      from: { path: '^components/', pathNot: TESTS },
      to: {
        path: '^lib/',
        pathNot: String.raw`^lib/((datasets|schedules)/model|format|resources|search-params|utils)(/|\.ts$)`,
      },
    },
    {
      name: 'model-is-safe-in-a-browser',
      comment: 'The model, formatting and URLs run in browsers too.',
      severity: 'error',
      from: {
        path: String.raw`^lib/((datasets|schedules)/model|format|resources|search-params)(/|\.ts$)`,
        pathNot: TESTS,
      },
      to: {
        path: '^lib/',
        pathNot: String.raw`^lib/((datasets|schedules)/model|format|resources|search-params)(/|\.ts$)`,
      },
    },
    {
      name: 'datasets-know-no-urls',
      comment: 'lib/datasets/model defines what a view is, lib/search-params how a URL expresses it.',
      severity: 'error',
      from: { path: '^lib/datasets/', pathNot: TESTS },
      to: { path: '^lib/search-params/' },
    },
    {
      name: 'swapi-knows-no-datasets',
      comment: 'Sources return records. What happens to them is up to lib/datasets.',
      severity: 'error',
      from: { path: '^lib/swapi/', pathNot: TESTS },
      to: { path: '^lib/datasets/' },
    },
    {
      name: 'readers-know-no-writers',
      comment: 'Queries, exports and comparisons read published datasets, and never import what creates one.',
      severity: 'error',
      from: { path: '^lib/datasets/(query|export|compare)/', pathNot: TESTS },
      to: { path: '^lib/datasets/(download|assemble|recovery|verify)/' },
    },
    {
      name: 'files-through-storage',
      comment:
        'Only lib/storage, duckdb, db and csv access the file system; everything else uses lib/storage.',
      severity: 'error',
      from: {
        path: '^(app|components|lib|inngest)/',
        pathNot: [TESTS, '^lib/(storage|duckdb|db|csv|replicas/machine)(/|[.]ts$)'],
      },
      to: { path: '^(node:)?(fs|fs/promises)$' },
    },
    {
      name: 'storage-behind-its-interface',
      comment: 'Where files are kept is up to lib/storage.ts; everything else knows the interface only.',
      severity: 'error',
      from: { pathNot: [TESTS, String.raw`^lib/storage(/|\.ts$)`] },
      to: { path: '^lib/storage/(local|s3)' },
    },
    {
      name: 'ui-knows-no-feature',
      comment: 'components/ui contains only presentation.',
      severity: 'error',
      from: { path: '^components/ui/', pathNot: TESTS },
      to: { path: '^components/(?!ui/)|^lib/(?!utils(/|[.]ts$))' },
    },
    {
      name: 'pages-do-not-know-jobs',
      comment: 'Only route handlers, actions and the start hook use inngest; pages read through lib.',
      severity: 'error',
      from: { path: '^app/', pathNot: [TESTS, String.raw`(^|/)(route|actions)\.tsx?$`] },
      to: { path: '^inngest/' },
    },
    {
      name: 'product-without-tools',
      comment: 'Scripts, benchmarks and test helpers are not part of the product.',
      severity: 'error',
      from: { path: '^(app|components|lib|inngest)/', pathNot: TESTS },
      to: { path: [TOOLS, '^lib/testing/'] },
    },
    ...doorsAreStrangers,
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/generated/'] },
    exclude: { path: String.raw`^\.next/|^storage/` },
    webpackConfig: { fileName: '.dependency-cruiser.resolve.cjs' },
    // Type imports count: a type from the wrong layer couples the layers too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
