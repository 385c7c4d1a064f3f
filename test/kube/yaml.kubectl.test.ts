import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { toYaml } from '../../src/kube/yaml.js'
import { needs, which } from '../support/which.js'
import { asJson, data, scripts, texts, traps } from './texts.js'

/** Texts for one run of a program: every trap and script, and generated ones, the same in every run. */
const batch: ReadonlyArray<string> = [
  ...new Set([...traps, ...scripts, ...fc.sample(texts, { numRuns: 3000, seed: 7 })]),
]

const configMap = (name: string, texts: ReadonlyArray<string>): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: Object.fromEntries(texts.map((text, i) => [`v${i}`, text])),
})

const inFolder = <A>(files: Readonly<Record<string, string>>, run: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const run = (program: string, args: ReadonlyArray<string>): string =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] })

/** The objects as kubectl reads them from a file, without knowing their types. */
const label = (yaml: string): ReadonlyArray<JsonObject> =>
  inFolder({ 'x.yaml': yaml }, (folder) =>
    JSON.parse(
      `[${run('kubectl', ['label', '--local', '-f', join(folder, 'x.yaml'), 'zz=1', '-o', 'json']).replaceAll('\n}\n{', '\n},\n{')}]`,
    ),
  )

t.test('kubectl reads back the same texts as values, list items and keys', needs('kubectl'), async (t) => {
  const values = Object.fromEntries(batch.map((text, i) => [`v${i}`, text]))
  const keys = Object.fromEntries(batch.map((text, i) => [text, i]))
  const [read] = label(
    toYaml([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: values, keys, list: [...batch] },
    ]),
  )
  t.strictSame(read?.data, values)
  t.strictSame(read?.keys, keys)
  t.strictSame(read?.list, batch)
})

t.test('kubectl reads back any data', needs('kubectl'), async (t) => {
  const values = fc.sample(data, { numRuns: 500, seed: 7 })
  const [read] = label(toYaml([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, values }]))
  t.same(read?.values, asJson(values))
})

t.test(
  'kubectl refuses half a surrogate pair and does not change it silently',
  needs('kubectl'),
  async (t) => {
    t.throws(() => label(toYaml([configMap('a', ['\ud800'])])))
  },
)

const kustomize: ReadonlyArray<string> =
  which('kustomize') === undefined ? ['kubectl', 'kustomize'] : ['kustomize', 'build']

/** Kustomize writes these unescaped and then cannot read its own text, whatever its input looks like. */
const lostByKustomize = /[\x7f-\x9f\u2028\u2029\ufffe\uffff]/

t.test(
  'kustomize reads back the same texts and keeps the documents apart',
  needs(kustomize[0] ?? ''),
  async (t) => {
    const kept = batch.filter((text) => !lostByKustomize.test(text))
    const half = Math.ceil(kept.length / 2)
    const docs = [configMap('a', kept.slice(0, half)), configMap('b', kept.slice(half))]
    const [program = '', ...args] = kustomize
    const files = { 'x.yaml': toYaml(docs), 'kustomization.yaml': 'resources: [x.yaml]\n' }
    const built = label(inFolder(files, (folder) => run(program, [...args, folder])))
    t.strictSame(
      built.map((manifest) => manifest.data),
      docs.map((manifest) => manifest.data),
    )
  },
)
