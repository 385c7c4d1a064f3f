// The command in seven files: `cli.cjs`, which loads `command-HASH.cjs`, which loads `yaml-HASH.cjs` when there is YAML to
// read, `validate-HASH.cjs`, with Kubernetes' tables, when something is to be validated, `previous-HASH.cjs` when there is
// a previous stream, `overlays-HASH.cjs` when an overlay is a file, and `explain-HASH.cjs` for that command (rarely:
// these three have no code cache). The names carry the hash of
// the content, so that no code cache can meet a file that it was not made of.
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

/** What `import` asks for by `filter` is loaded, by `require`, from the bundled file `name`. */
const inFile = (name, filter) => ({
  name,
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter }, ({ path }) => ({ path, namespace: name }))
    onLoad({ filter: /.*/, namespace: name }, () => ({
      contents: `module.exports = require('./${name}')`,
    }))
    onResolve({ filter: /^[.][/]/, namespace: name }, ({ path }) => ({ path, external: true }))
  },
})

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
  const previous = await write('previous', {
    entryPoints: ['src/node/command/previous.ts'],
    plugins: [fpTs, without(randomness), yamlFile],
  })
  const overlays = await write('overlays', {
    entryPoints: ['src/node/overlayFiles.ts'],
    plugins: [fpTs, without(randomness), yamlFile],
  })
  const explain = await write('explain', {
    entryPoints: ['src/node/command/explain.ts'],
    plugins: [fpTs, without(randomness), yamlFile, inFile(overlays, /^[.][/]overlayFiles[.]js$/)],
  })
  const command = await write('command', {
    entryPoints: ['src/node/cli.ts'],
    plugins: [
      fpTs,
      without(randomness),
      without(programs),
      yamlFile,
      inFile(validate, /^[.][/](command[/])?validate[.]js$/),
      inFile(previous, /^[.][/]previous[.]js$/),
      inFile(overlays, /^[.][/]overlayFiles[.]js$/),
      inFile(explain, /^[.][/]command[/]explain[.]js$/),
    ],
  })
  const loader = readFileSync('scripts/cli.cjs', 'utf8')
  const names = { COMMAND: JSON.stringify(command), PARTS: JSON.stringify([yaml, validate]) }
  const { code } = await transform(loader, { target: node.target, minify: true, define: names })
  writeFileSync(`${directory}/cli.cjs`, `#!/usr/bin/env node\n${code}`)
  return [command, yaml, validate]
}
