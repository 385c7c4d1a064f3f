import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import ts from 'typescript'

/**
 * Which part may import which; what is in a part may import its own part too. A name ends in `/` for a folder, and the
 * longest one that fits counts. Quoted in ARCHITECTURE.md.
 */
const layers: Readonly<Record<string, ReadonlyArray<string>>> = {
  'src/json.ts': [],
  'src/position.ts': ['src/json.ts'],
  'src/wrapped.ts': [],
  'src/dsl/': ['src/json.ts'],
  'src/kube/': ['src/json.ts'],
  'src/lint/': ['src/json.ts', 'src/kube/'],
  'src/previous/': ['src/json.ts', 'src/kube/', 'src/lint/'],
  'src/openapi/': ['src/json.ts', 'src/position.ts', 'src/kube/'],
  'src/patch/': ['src/json.ts', 'src/position.ts', 'src/kube/', 'src/openapi/'],
  'src/kustomization/': ['src/json.ts', 'src/position.ts', 'src/kube/', 'src/openapi/', 'src/patch/'],
  'src/fn/': [
    'src/json.ts',
    'src/position.ts',
    'src/kube/',
    'src/patch/',
    'src/kustomization/',
    'src/values/',
  ],
  'src/diff/': ['src/json.ts', 'src/kube/', 'src/openapi/', 'src/previous/'],
  'src/images/': [
    'src/json.ts',
    'src/kube/',
    'src/lint/field.ts',
    'src/lint/pods.ts',
    'src/kustomization/imageName.ts',
    'src/kustomization/imagesOf.ts',
  ],
  'src/inspect/': ['src/json.ts', 'src/wrapped.ts', 'src/kube/', 'src/lint/field.ts', 'src/lint/pods.ts'],
  'src/findings.ts': ['src/json.ts', 'src/position.ts', 'src/kube/', 'src/lint/', 'src/openapi/'],
  'src/values/': ['src/json.ts', 'src/position.ts', 'src/kube/'],
  'src/components/': ['src/json.ts', 'src/dsl/', 'src/kube/', 'src/values/', 'src/lint/published.ts'],
  'src/server.ts': ['src/dsl/', 'src/values/', 'src/components/'],
  'src/warnings.ts': ['src/values/', 'src/components/'],
  'src/shape.ts': ['src/json.ts', 'src/values/'],
  'src/layer.ts': [
    'src/json.ts',
    'src/position.ts',
    'src/dsl/',
    'src/values/',
    'src/components/',
    'src/patch/resource.ts',
    'src/shape.ts',
  ],
  'src/overlay.ts': [
    'src/json.ts',
    'src/dsl/',
    'src/values/',
    'src/components/',
    'src/kustomization/data.ts',
    'src/kustomization/patching.ts',
    'src/shape.ts',
    'src/layer.ts',
  ],
  'src/stack.ts': ['src/json.ts', 'src/values/', 'src/overlay.ts'],
  'src/valuesLayers.ts': ['src/values/', 'src/overlay.ts', 'src/stack.ts'],
  'src/installed.ts': [
    'src/dsl/',
    'src/values/',
    'src/components/',
    'src/overlay.ts',
    'src/stack.ts',
    'src/server.ts',
  ],
  'src/editsConflicts.ts': ['src/dsl/', 'src/values/', 'src/stack.ts', 'src/installed.ts'],
  'src/provenance/': [
    'src/json.ts',
    'src/position.ts',
    'src/dsl/',
    'src/kube/',
    'src/values/',
    'src/components/',
    'src/patch/',
    'src/overlay.ts',
    'src/stack.ts',
    'src/valuesLayers.ts',
    'src/installed.ts',
    'src/objects.ts',
    'src/rendered.ts',
  ],
  'src/collect.ts': ['src/dsl/', 'src/values/', 'src/overlay.ts', 'src/stack.ts'],
  'src/patchConflicts.ts': [
    'src/json.ts',
    'src/position.ts',
    'src/patch/resource.ts',
    'src/provenance/address.ts',
    'src/overlay.ts',
    'src/stack.ts',
  ],
  'src/patched.ts': [
    'src/json.ts',
    'src/kube/',
    'src/patch/resource.ts',
    'src/patchConflicts.ts',
    'src/overlay.ts',
    'src/stack.ts',
  ],
  'src/objects.ts': ['src/json.ts', 'src/kube/', 'src/values/', 'src/components/'],
  'src/rendered.ts': ['src/json.ts', 'src/kube/', 'src/components/'],
  'src/manifests.ts': [
    'src/json.ts',
    'src/kube/',
    'src/lint/',
    'src/values/',
    'src/components/',
    'src/rendered.ts',
  ],
  'src/input.ts': ['src/json.ts', 'src/lint/', 'src/values/', 'src/shape.ts', 'src/overlay.ts'],
  'src/error.ts': [
    'src/json.ts',
    'src/position.ts',
    'src/dsl/',
    'src/lint/',
    'src/values/',
    'src/stack.ts',
    'src/patched.ts',
  ],
  'src/build.ts': [
    'src/json.ts',
    'src/dsl/',
    'src/lint/',
    'src/values/',
    'src/components/',
    'src/installed.ts',
    'src/objects.ts',
    'src/manifests.ts',
    'src/valuesLayers.ts',
    'src/editsConflicts.ts',
    'src/provenance/',
    'src/warnings.ts',
    'src/overlay.ts',
    'src/stack.ts',
    'src/collect.ts',
    'src/patched.ts',
    'src/input.ts',
    'src/error.ts',
  ],
  'src/notes.ts': ['src/json.ts', 'src/values/', 'src/components/', 'src/build.ts', 'src/wrapped.ts'],
  'src/index.ts': ['src/'],
  'overlays/': ['src/index.ts', 'src/dsl/index.ts'],
  'presets/': ['src/index.ts', 'overlays/index.ts'],
  'src/node/': ['src/', 'overlays/index.ts', 'presets/index.ts'],
}

/** Who may import which package; what is not named here, nobody. */
const packages: Readonly<Record<string, ReadonlyArray<string>>> = {
  'fp-ts': ['src/'],
  'io-ts': ['src/values/', 'src/node/'],
  'kubernetes-types': ['src/kube/'],
  '@noble/hashes': ['src/components/', 'src/kustomization/'],
  diff: ['src/node/'],
  'fast-json-patch': ['src/patch/'],
  bcryptjs: ['src/node/'],
  read: ['src/node/'],
  yaml: ['src/node/'],
  'js-yaml': ['src/node/'],
  commander: ['src/node/'],
  node: ['src/node/'],
}

/** What a user reaches: the sub-paths of package.json and the command. */
const entries = [
  'src/index.ts',
  'src/dsl/index.ts',
  'src/kustomization/index.ts',
  'src/node/index.ts',
  'src/node/cli.ts',
  'overlays/index.ts',
  'presets/index.ts',
]

interface Import {
  readonly from: string
  /** A file of ours, or the specifier of a package. */
  readonly to: string
  readonly isOurs: boolean
}

const filesBelow = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => join(directory, file))
    .filter((file) => file.endsWith('.ts'))
    .toSorted()

const files = ['src', 'overlays', 'presets'].flatMap(filesBelow)

/** All imports of a file: types too, `export … from` and `import()`. */
const importsOf = (from: string): ReadonlyArray<Import> =>
  specifiersOf(readFileSync(from, 'utf8')).map((fileName) => {
    const isOurs = fileName.startsWith('.')
    return {
      from,
      isOurs,
      to: isOurs ? normalize(join(dirname(from), fileName)).replace(/\.js$/, '.ts') : fileName,
    }
  })

/** TypeScript's quick reading leaves out `export * as name from`. */
const specifiersOf = (text: string): ReadonlyArray<string> => [
  ...ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
  ...[...text.matchAll(/^export (?:type )?\* as \w+ from '([^']+)'/gm)].flatMap(([, name]) => name ?? []),
]

const imports = files.flatMap(importsOf)

const isIn = (file: string, part: string): boolean =>
  part.endsWith('/') ? file.startsWith(part) : file === part
const partOf = (file: string): string | undefined =>
  Object.keys(layers)
    .filter((part) => isIn(file, part))
    .sort((a, b) => b.length - a.length)[0]
const packageOf = (specifier: string): string => {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node'
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

t.test('every file has its layer', async (t) => {
  t.strictSame(
    files.filter((file) => partOf(file) === undefined),
    [],
  )
  t.strictSame(
    Object.keys(layers).filter((part) => !files.some((file) => isIn(file, part))),
    [],
    'and every layer its files',
  )
})

t.test('imports point to files that are there, and one way', async (t) => {
  const ours = imports.filter(({ isOurs }) => isOurs)
  t.ok(ours.length > 200, 'imports are found')
  t.strictSame(
    ours.filter(({ to }) => !files.includes(to)),
    [],
  )
  const wrong = ours.filter(({ from, to }) => {
    const part = partOf(from) ?? ''
    return !isIn(to, part) && !(layers[part] ?? []).some((allowed) => isIn(to, allowed))
  })
  t.strictSame(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  )
})

t.test('packages are imported where they belong', async (t) => {
  const wrong = imports.filter(
    ({ from, to, isOurs }) => !isOurs && !(packages[packageOf(to)] ?? []).some((part) => isIn(from, part)),
  )
  t.strictSame(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  )
  t.strictSame(
    imports.filter(({ to }) => /^fp-ts(?!\/lib\/\w+\.js$)/.test(to)),
    [],
    'fp-ts as fp-ts/lib/X.js: nothing else works in ESM and CommonJS',
  )
})

/** Programs for pods, as texts. */
const python = [
  'src/components/credentialsScript.ts',
  'overlays/agents/agentProgram.ts',
  'overlays/agents/glue/glueClass.ts',
  'overlays/agents/glue/launcher.ts',
  'overlays/agents/glue/kubectl.ts',
]

t.test('nothing outside src/node reads the process, the clock, randomness or the locale', async (t) => {
  const impure =
    /\b(process\.|globalThis|Date\.now|new Date\(\)|Math\.random|performance\.|crypto\.|setTimeout|console\.|Intl\.|localeCompare|toLocale\w+|fetch\()/
  const code = (file: string): string =>
    readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
  const found = files
    .filter((file) => !file.startsWith('src/node/'))
    .flatMap((file) => {
      const hit = impure.exec(python.includes(file) ? '' : code(file))
      return hit === null ? [] : [`${file}: ${hit[0]}`]
    })
  t.strictSame(found, [])
})

t.test('there are no cycles, types included', async (t) => {
  const next = new Map(
    files.map((file) => [file, importsOf(file).flatMap(({ to, isOurs }) => (isOurs ? [to] : []))]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: ReadonlyArray<string>): ReadonlyArray<string> => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' -> ')]
    if (done.has(file)) return []
    const cycles = (next.get(file) ?? []).flatMap((to) => visit(to, [...path, file]))
    done.add(file)
    return cycles
  }
  t.strictSame(
    files.flatMap((file) => visit(file, [])),
    [],
  )
})

t.test('every file is reached from an entry point', async (t) => {
  const reached = new Set<string>()
  const reach = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    for (const { to, isOurs } of importsOf(file)) if (isOurs) reach(to)
  }
  for (const entry of entries) reach(entry)
  t.strictSame(
    files.filter((file) => !reached.has(file)),
    [],
  )
})

/** Longer than a file should be, with the reason. */
const long: Readonly<Record<string, string>> = {
  'src/openapi/tables/definitions.ts': 'generated from the Kubernetes schema',
}

t.test('no file has more than 250 lines', async (t) => {
  const tooLong = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251)
  t.strictSame(
    tooLong.filter((file) => !Object.hasOwn(long, file)),
    [],
  )
})

/**
 * What a file is tested by where that is not the test of its own name: a test, or a folder with one at least. `*` is any
 * file of the folder: those that have no test of their own are parts of what the test looks at as a whole.
 */
const testedBy: Readonly<Record<string, string>> = {
  'src/components/*': 'test/golden.test.ts',
  'src/components/credentialsScript/*': 'test/components/credentialsScript.test.ts',
  'src/values/auth.ts': 'test/components/users.test.ts',
  'src/values/users.ts': 'test/components/users.test.ts',
  'src/values/externalSecret.ts': 'test/components/credentials.test.ts',
  'src/server.ts': 'test/golden.test.ts',
  'src/diff/*': 'test/diff/',
  'src/fn/*': 'test/node/command/fn.test.ts',
  'src/dsl/*': 'test/dsl/',
  'src/images/*': 'test/images/',
  'src/inspect/*': 'test/inspect/',
  'src/kube/part.ts': 'test/laws.test.ts',
  'src/kube/json.ts': 'test/laws.test.ts',
  'src/kube/namespace.ts': 'test/golden.test.ts',
  'src/kube/types.ts': 'test/golden.test.ts',
  'src/kustomization/*': 'test/kustomization/',
  'src/layer.ts': 'test/overlay.test.ts',
  'src/lint/*': 'test/lint/',
  'src/openapi/*': 'test/openapi/',
  'src/patch/*': 'test/patch/',
  'src/previous/*': 'test/previous/',
  'src/values/*': 'test/values/table.test.ts',
  'src/values/assign.ts': 'test/values/assign.test.ts',
  'src/collect.ts': 'test/overlay.test.ts',
  'src/installed.ts': 'test/golden.test.ts',
  'src/valuesLayers.ts': 'test/stack.test.ts',
  'src/provenance/*': 'test/provenance.test.ts',
  'src/error.ts': 'test/build.test.ts',
  'src/index.ts': 'test/package.test.ts',
  'src/input.ts': 'test/build.test.ts',
  'src/notes.ts': 'test/node/pages.test.ts',
  'src/position.ts': 'test/node/readYaml.test.ts',
  'src/shape.ts': 'test/overlay.test.ts',
  'src/warnings.ts': 'test/build.test.ts',
  'src/wrapped.ts': 'test/node/pages.test.ts',
  'src/node/*': 'test/node/command.test.ts',
  'src/node/kustomization/*': 'test/node/kustomizationOverlay.test.ts',
  'src/node/patchContext.ts': 'test/node/kustomizationOverlay.test.ts',
  'src/node/patchOverlays.ts': 'test/node/patchFile.test.ts',
  'overlays/*': 'test/golden.test.ts',
  'presets/*': 'test/golden.test.ts',
}

const isTest = (file: string): boolean =>
  existsSync(file) && (!file.endsWith('/') || filesBelow(file).some((one) => one.endsWith('.test.ts')))

t.test('every file has a test', async (t) => {
  const broader = (file: string): string | undefined => {
    const folders = file.split('/').map((_, i, parts) => `${parts.slice(0, i + 1).join('/')}/*`)
    return testedBy[file] ?? folders.map((folder) => testedBy[folder]).find((test) => test !== undefined)
  }
  const own = (file: string): string => `test/${file.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`
  t.strictSame(
    files.filter((file) => !isTest(own(file)) && !isTest(broader(file) ?? '')),
    [],
  )
})
