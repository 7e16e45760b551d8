// Who may import whom: app → components → lib; app → inngest → lib; lib knows none of them.
// `npm run check` enforces it.

const TESTS = String.raw`\.test\.tsx?$|(^|/)testing(/|\.tsx?$)|^e2e/`
const TOOLS = '^(scripts|bench|e2e|trials)/'

/** Each of these is the one door to something outside. lib/datasets brings them together. */
const DOORS = ['swapi', 'storage', 'db', 'duckdb']
const pathOfDoor = (name) => String.raw`^lib/${name}(/|\.ts$|-[^/]+\.ts$)`

const doorsAreStrangers = DOORS.map((name) => ({
  name: `lib-${name}-knows-no-other-door`,
  comment: 'swapi, storage, db and duckdb do not know each other: lib/datasets brings them together.',
  severity: 'error',
  from: { path: pathOfDoor(name), pathNot: TESTS },
  to: { path: DOORS.filter((other) => other !== name).map(pathOfDoor) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that import each other cannot be read, or tested, one at a time.',
      severity: 'error',
      from: {},
      // A type disappears when the program runs, so it makes no cycle then.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file, and it is no entry point: delete it or use it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [TESTS, TOOLS, String.raw`\.d\.ts$`, String.raw`^[^/]+$`, '^app/', '^lib/generated/'],
      },
      to: {},
    },
    {
      name: 'lib-stands-alone',
      comment: 'lib is used by app, components and inngest, and imports none of them.',
      severity: 'error',
      from: { path: '^lib/', pathNot: TESTS },
      to: { path: '^(app|components|inngest)/' },
    },
    {
      name: 'inngest-uses-lib-only',
      comment: 'A job runs without pages: it uses lib and nothing else.',
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
        'From lib, components take the types, the formatting and the URLs, which are safe in a browser.',
      severity: 'error',
      from: { path: '^components/', pathNot: TESTS },
      to: {
        path: '^lib/',
        pathNot: String.raw`^lib/(datasets/types|datasets/view|format|search-params|view-params|utils)(/|\.ts$)`,
      },
    },
    {
      name: 'ui-knows-no-feature',
      comment: 'components/ui is looks only.',
      severity: 'error',
      from: { path: '^components/ui/', pathNot: TESTS },
      to: { path: '^components/(?!ui/)|^lib/(?!utils(/|[.]ts$))' },
    },
    {
      name: 'pages-do-not-know-jobs',
      comment: 'Only route handlers, actions and the start hook reach inngest; pages read through lib.',
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
    // Type imports count: a type from the wrong layer ties the layers together as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
