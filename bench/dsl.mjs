// The DSL beside jsonnet: one program of 10,000 objects and an overlay in both languages, put out as JSON; once with its
// fields made in a loop, once with every field written out, as large generated programs are.
// `node bench/dsl.mjs [runs]`, after `npm run build`. Evaluation alone is the whole process without one that reads the
// program and evaluates nothing of it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { measure } from './timing.mjs'

const COUNT = 10_000
const dsl = new URL('../dist/esm/src/dsl/index.js', import.meta.url)
if (!existsSync(dsl)) throw new Error('dist is missing: npm run build')
const names = Array.from({ length: COUNT }, (_, i) => `object-${i}`)
const lines = (line) => names.map(line).join('\n')

// What both languages spell alike.
const config = `{ team: 'ml', replicas: 1, registry: 'registry.example.com', domain: 'example.com' }`
const deployment = `{
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: name, labels: { app: name, team: $.config.team } },
  spec: {
    replicas: $.config.replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{
        name: 'main',
        image: $.config.registry + '/main:1.2.3',
        env: [{ name: 'URL', value: 'http://' + name + '.' + $.config.domain + ':8080' }],
        ports: [{ name: 'http', containerPort: 8080 }],
        resources: { requests: { cpu: '1000m', memory: '512Mi' } },
      }] },
    },
  },
}`

const theirChange = `{ metadata+: { labels+: { tier: 'backend' } }, spec+: { replicas: 3 } }`
const theirBase = `config:: ${config}, deployment(name):: ${deployment}`
const ourChange = `plus({ metadata: plus({ labels: plus({ tier: 'backend' }) }), spec: plus({ replicas: 3 }) })`
const ourBase = `config: hidden(${config}), deployment: hidden(({ $ }) => (name) => (${deployment}))`
const ourProgram = (
  fields,
  changes,
) => `import { evaluate, hidden, mix, obj, plus } from ${JSON.stringify(dsl.href)}
const names = Array.from({ length: ${COUNT} }, (_, i) => 'object-' + i)
const program = () => mix(obj({ ${ourBase}, ${fields} }), obj({ config: plus({ replicas: 2 }), ${changes} }))
if (process.argv[2] !== 'read') {
  const result = evaluate(program())
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  process.stdout.write(JSON.stringify(result.right, null, 3))
}
`
const programs = {
  'made in a loop': {
    jsonnet: `local names = ['object-' + i for i in std.range(0, ${COUNT - 1})];
    { ${theirBase} } + { [name]: $.deployment(name) for name in names } +
    { config+:: { replicas: 2 } } + { [name]+: ${theirChange} for name in names }`,
    ours: ourProgram(
      '...Object.fromEntries(names.map((name) => [name, ({ $ }) => $.deployment(name)]))',
      `...Object.fromEntries(names.map((name) => [name, ${ourChange}]))`,
    ),
  },
  'written out': {
    jsonnet: `{ ${theirBase},\n${lines((name) => `'${name}': $.deployment('${name}'),`)} } +
    { config+:: { replicas: 2 },\n${lines((name) => `'${name}'+: ${theirChange},`)} }`,
    ours: ourProgram(
      lines((name) => `'${name}': ({ $ }) => $.deployment('${name}'),`),
      lines((name) => `'${name}': ${ourChange},`),
    ),
  },
}

const runs = Number(process.argv[2] ?? 7)
const cwd = mkdtempSync(join(tmpdir(), 'clearml-manifests-bench-'))
const output = ({ command, args }) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${command}: ${stderr || 'not on PATH'}`)
  return JSON.parse(stdout)
}
const row = (name, theirs, ours) =>
  [
    name.padEnd(36),
    theirs.toFixed(0).padStart(10),
    ours.toFixed(0).padStart(10),
    (theirs / ours).toFixed(1).padStart(16),
  ].join('')

try {
  console.log(
    `${COUNT} objects and an overlay, as JSON; Node ${process.version}, ${runs} runs each, in turns\n`,
  )
  console.log(`${'median ms'.padEnd(36)}   jsonnet       DSL   jsonnet : DSL`)
  for (const [name, { jsonnet, ours }] of Object.entries(programs)) {
    writeFileSync(join(cwd, 'program.jsonnet'), jsonnet)
    writeFileSync(join(cwd, 'read.jsonnet'), `local program = (${jsonnet}); {}`)
    writeFileSync(join(cwd, 'program.mjs'), ours)
    const cases = [
      { command: 'jsonnet', args: ['read.jsonnet'] },
      { command: 'jsonnet', args: ['program.jsonnet'] },
      { command: process.execPath, args: ['program.mjs', 'read'] },
      { command: process.execPath, args: ['program.mjs'] },
    ].map((one) => ({ ...one, name: one.args.join(' '), cwd }))
    if (!isDeepStrictEqual(output(cases[1]), output(cases[3]))) throw new Error('the two programs differ')
    const [theirReading, theirs, ourReading, our] = measure(cases, runs, process.env)
    console.log(row(`${name}: whole process`, theirs.median, our.median))
    console.log(
      row(`${name}: evaluation only`, theirs.median - theirReading.median, our.median - ourReading.median),
    )
    if (theirs.peak !== undefined) console.log(row(`${name}: peak MiB`, theirs.peak, our.peak))
  }
} finally {
  rmSync(cwd, { recursive: true, force: true })
}
