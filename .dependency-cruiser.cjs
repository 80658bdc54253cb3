// The layers of the project, as ARCHITECTURE.md draws them: a folder may import itself and what is named here.

const anyModule = 'node_modules'
const nodeModules = ['core']

/** Node's modules that lead to other processes, to a network, or from text to code. */
const OUTSIDE = [
  'child_process',
  'cluster',
  'net',
  'http',
  'https',
  'http2',
  'dgram',
  'dns',
  'tls',
  'inspector',
  'repl',
  'vm',
]

/**
 * A rule that forbids every import but the allowed ones.
 *
 * @param {string} name what the error is called
 * @param {string} folder the folder the rule is for, a regular expression
 * @param {string[]} allowed what its files may import, as regular expressions of resolved paths
 * @param {{ node?: boolean, packages?: boolean, electron?: boolean }} outside whether Node's own modules, packages and
 *   `electron` may be imported too
 */
function layer(name, folder, allowed, { node = false, packages = false, electron = false } = {}) {
  const paths = [folder, ...allowed]
  if (packages) paths.push(anyModule)
  if (electron) paths.push('^electron$', 'node_modules/electron/')
  return [
    {
      name,
      severity: 'error',
      comment: `${folder} may import only: ${paths.join(' ')}${node ? ' and Node' : ''}`,
      from: { path: folder },
      to: {
        pathNot: paths,
        ...(node ? { dependencyTypesNot: nodeModules } : {}),
      },
    },
    ...(packages && !electron
      ? [
          {
            name: `${name}-without-electron`,
            severity: 'error',
            comment: `${folder} runs without Electron`,
            from: { path: folder },
            to: { path: ['^electron$', 'node_modules/electron/'] },
          },
        ]
      : []),
  ]
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layer('shared', '^shared/', []),
    ...layer('engine', '^electron/engine/', ['^shared/'], { node: true, packages: true }),
    {
      name: 'engine-without-network-or-shell',
      severity: 'error',
      comment: 'What reads hostile bytes starts no process, opens no socket and runs no text: see docs/security.md.',
      from: { path: '^electron/engine/' },
      to: { path: `^(node:)?(${OUTSIDE.join('|')})(/|$)`, dependencyTypes: nodeModules },
    },
    {
      name: 'nothing-with-network',
      severity: 'error',
      comment: 'Onionskin reads files. Nothing that it does needs a network.',
      from: { path: '^(shared|electron|renderer)/' },
      to: { path: '^(node:)?(net|http|https|http2|dgram|dns|tls)(/|$)', dependencyTypes: nodeModules },
    },
    ...layer('main', '^electron/main/', ['^shared/', '^package\\.json$'], {
      node: true,
      packages: true,
      electron: true,
    }),
    ...layer('preload', '^electron/preload/', ['^shared/'], { electron: true }),
    ...layer('cli', '^electron/cli/', ['^shared/', '^electron/engine/', '^package\\.json$'], {
      node: true,
      packages: true,
    }),
    ...layer('renderer', '^renderer/', ['^shared/'], { packages: true }),
    ...layer('renderer-model', '^renderer/model/', ['^shared/', 'node_modules/(@types/)?d3-hierarchy/']),
    {
      name: 'renderer-state-without-components',
      severity: 'error',
      comment: 'State does not know who shows it.',
      from: { path: '^renderer/state/' },
      to: { path: '^renderer/components/' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Two files that import each other are one noun, or hide a third.',
      from: { path: '^(shared|electron|renderer)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolves',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true, pathNot: ['\\?(worker|url|raw|wasm)', '\\.css$', '\\.woff2?$', '^electron$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(shared|electron|renderer)/.*\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.svelte', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
