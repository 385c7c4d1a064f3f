// The command in seven files: `cli.cjs`, which loads `command-HASH.cjs`, which loads `yaml-HASH.cjs` when there is YAML to
// read, `validate-HASH.cjs`, with Kubernetes' tables, when something is to be validated, and `more-HASH.cjs` for what most
// runs do not need (see `more`); that one loads `module-HASH.cjs` for overlays that are code, which has no code cache: V8
// lets no code from a cache import what it has made itself. `password-HASH.cjs` hashes passwords and asks for them, which
// takes so long that it needs no cache either. The names carry the hash of the content, so that no code cache can meet a
// file that it was not made of.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { build, transform } from 'esbuild'

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  charset: 'ascii', // what Node reads fastest
  legalComments: 'eof',
  logLevel: 'warning',
  write: false,
}

/** `fp-ts/lib/X.js` is what Node can load; what a bundler can cut down is the same module as ESM. */
const fpTs = {
  name: 'fp-ts',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^fp-ts\/lib\// }, ({ path, kind, importer, resolveDir }) =>
      resolve(path.replace('/lib/', '/es6/'), { kind, importer, resolveDir }),
    ),
}

/** Modules that are loaded at once for what is never done. */
const without = (filter) => ({
  name: 'without',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'without' }))
    onLoad({ filter: /.*/, namespace: 'without' }, () => ({ contents: 'exports.crypto = undefined' }))
  },
})
const randomness = /^@noble\/hashes\/crypto$/
const programs = /^node:child_process$/ // Commander: commands in programs of their own

/** What `import` asks for by `filter` is loaded, by `require`, from the bundled file `name`, or from its `part`. */
const inFile = (name, filter, part = '') => ({
  name: `${name}${part}`,
  setup: ({ onResolve, onLoad }) => {
    const namespace = `${name}${part}`
    onResolve({ filter }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, () => ({
      contents: `module.exports = require('./${name}')${part}`,
    }))
    onResolve({ filter: /^[.][/]/, namespace }, ({ path }) => ({ path, external: true }))
  },
})

/** The same for a module whose functions are imported for the rare case: each loads the file when it is called. */
const onCall = (name, filter, part, functions) => ({
  name: `${name}${part} on call`,
  setup: ({ onResolve, onLoad }) => {
    const namespace = `${name}${part} on call`
    onResolve({ filter }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, () => ({
      contents: functions
        .map((one) => `exports.${one} = (...given) => require('./${name}')${part}.${one}(...given)`)
        .join('\n'),
    }))
    onResolve({ filter: /^[.][/]/, namespace }, ({ path }) => ({ path, external: true }))
  },
})

/** What is loaded by its first use: the end of how it is imported, by its path in src. */
const more = {
  'node/overlayFiles': /[/]overlayFiles[.]js$/,
  'node/patchOverlays': /[/]patchOverlays[.]js$/,
  'node/base': /[/]base[.]js$/,
  'node/readManifests': /[/]readManifests[.]js$/,
  'node/command/previous': /[/]previous[.]js$/,
  'node/command/explain': /[/]explain[.]js$/,
  'node/command/diff': /[/]diff[.]js$/,
  'node/command/fn': /[/]fn[.]js$/,
  'node/command/images': /[/]command[/]images[.]js$/,
  'node/command/inspect': /[/]command[/]inspect[.]js$/,
  'node/command/secrets': /[/]command[/]secrets[.]js$/,
}
/** The engine of patches, which every overlay can have and few do. */
const engine = {
  'kustomization/patching': ['patchesOver', 'patchingOf'],
  'kustomization/data': ['patchEntryOf'],
}
/** Passwords: hashing them, and asking for them. */
const passwords = {
  'node/password': /[/]password[.]js$/,
  'node/askPassword': /[/]askPassword[.]js$/,
}
const partOf = (path) => path.replaceAll('/', '_')

/** Writes the files into `directory` and gives the names of those that can have a code cache. */
export const bundle = async (directory) => {
  const write = async (name, options) => {
    const { outputFiles } = await build({ ...node, ...options })
    const { text } = outputFiles[0]
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    writeFileSync(`${directory}/${name}-${hash}.cjs`, text)
    return `${name}-${hash}.cjs`
  }
  const yaml = await write('yaml', { entryPoints: ['yaml'] })
  const yamlFile = inFile(yaml, /^yaml$/)
  const validate = await write('validate', {
    entryPoints: ['src/node/command/validate.ts'],
    plugins: [fpTs, without(randomness), yamlFile],
  })
  const modules = await write('module', {
    entryPoints: ['src/node/moduleOverlay.ts'],
    plugins: [fpTs, without(randomness), yamlFile],
  })
  const together = (paths) => ({
    contents: paths.map((path) => `export * as ${partOf(path)} from './src/${path}.ts'`).join('\n'),
    resolveDir: process.cwd(),
  })
  const password = await write('password', {
    stdin: together(Object.keys(passwords)),
    plugins: [fpTs],
  })
  const passwordFile = Object.entries(passwords).map(([path, filter]) =>
    inFile(password, filter, `.${partOf(path)}`),
  )
  const rest = await write('more', {
    stdin: together([...Object.keys(more), ...Object.keys(engine)]),
    plugins: [
      fpTs,
      without(randomness),
      yamlFile,
      inFile(modules, /^[.][/]moduleOverlay[.]js$/),
      ...passwordFile,
    ],
  })
  const command = await write('command', {
    entryPoints: ['src/node/cli.ts'],
    plugins: [
      fpTs,
      without(randomness),
      without(programs),
      yamlFile,
      inFile(validate, /^[.][/](command[/])?validate[.]js$/),
      ...passwordFile,
      ...Object.entries(more).map(([path, filter]) => inFile(rest, filter, `.${partOf(path)}`)),
      ...Object.entries(engine).map(([path, functions]) =>
        onCall(rest, new RegExp(`[/]${path.replace('/', '[/]')}[.]js$`), `.${partOf(path)}`, functions),
      ),
    ],
  })
  const loader = readFileSync('scripts/cli.cjs', 'utf8')
  const names = { COMMAND: JSON.stringify(command), PARTS: JSON.stringify([yaml, validate, rest]) }
  const { code } = await transform(loader, { target: node.target, minify: true, define: names })
  writeFileSync(`${directory}/cli.cjs`, `#!/usr/bin/env node\n${code}`)
  return [command, yaml, validate, rest]
}
