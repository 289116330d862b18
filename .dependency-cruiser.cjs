/** Who may know whom: the arrows of the house, as rules. */
const room = (from, allowed) => ({
  name: `${from}-knows-only-its-neighbours`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/${from}/`, '^src/(errors|diagnostic|clock)\\.ts$', ...allowed.map((to) => `^src/${to}`)] },
})

module.exports = {
  forbidden: [
    room('model', []),
    room('http', ['model/']),
    room('config', ['model/']),
    room('secrets', ['model/']),
    room('signers', ['model/']),
    room('sources', ['http/', 'model/']),
    room('targets', ['http/', 'model/']),
    room('assignments', ['http/', 'model/']),
    room('desired', ['model/']),
    room('plan', ['model/']),
    room('state', ['model/']),
    room('apply', ['plan/', 'model/', 'targets/target\\.ts', 'state/state-store\\.ts']),
    room('report', ['plan/', 'model/', 'apply/events\\.ts']),
    room('review', ['report/', 'plan/', 'model/']),
    room('sandbox', []),
    {
      name: 'siblings-never-meet',
      severity: 'error',
      from: { path: '^src/(sources|targets|state)/([^/]+)/' },
      to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
    },
    room('log', ['report/(safe|words)\\.ts', 'model/', 'apply/events', 'config/config\\.ts']),
    room('notify', ['report/', 'plan/', 'model/', 'http/', 'apply/events', 'config/']),
    room('lambda', ['notify/', 'operations/', 'report/', 'config/', 'model/', 'plan/', 'apply/events', 'log/']),
    room('cli', ['log/', 'notify/', 'config/(flags|nearest|duration)', 'report/', 'operations/', 'sandbox/', 'model/', 'apply/events', 'plan/', 'config/', 'state/state-store', 'review/']),
    room('idpscimcli', ['cli/', 'commands/completion', 'log/', 'report/', 'operations/', 'model/']),
    {
      name: 'commands-start-light',
      comment: 'help and version must not pay for what they do not use: import the rest inside run()',
      severity: 'error',
      from: { path: '^src/(main|idpscimcli(\\.|/)|commands/)' },
      to: { path: 'node_modules/(googleapis|yaml|hono|zod|fast-json-patch|json-diff-ts|ink|react)|^src/(operations|config|sources|targets|sandbox|apply|plan|desired|state|report|review)/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    { name: 'only-review-draws', severity: 'error', from: { path: '^src/', pathNot: '^src/review/' }, to: { path: 'node_modules/(ink|react)/' } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
}
