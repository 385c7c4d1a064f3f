import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { parseAllDocuments } from 'yaml'
import { get, isObject, type Json, type JsonObject } from '../../src/json.js'
import { buildDirectory } from '../../src/node/kustomization/directory.js'
import { needs } from '../support/which.js'
import { type Directory, readCorpus, writeDirectory } from './kustomize/corpus.js'
import { directory } from './kustomize/generate.js'

/** The objects in their order, or why they are refused. */
type Result = ReadonlyArray<JsonObject> | string

const folder = await mkdtemp(join(tmpdir(), 'clearml-manifests-'))
t.teardown(() => rm(folder, { recursive: true }))

/** The label says who has built it. */
const managedBy = /^( +app\.kubernetes\.io\/managed-by: )kustomize-\S+$/gm
const theirs = (path: string): Promise<Result> =>
  new Promise((resolve) => {
    execFile('kubectl', ['kustomize', path], { maxBuffer: 2 ** 26 }, (error, output, message) => {
      resolve(
        error === null ? read(output.replaceAll(managedBy, '$1clearml-manifests')) : `refused: ${message}`,
      )
    })
  })

/** Kustomize quotes what YAML 1.1 reads as something else than a text. */
const read = (output: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(output, { version: '1.1' }).map((document) => document.toJS() as JsonObject) // a manifest each

const ours = async (path: string): Promise<Result> => {
  try {
    const result = await buildDirectory(path, { leniency: 'kustomize', cwd: process.cwd() })
    return E.isRight(result) ? result.right : `refused: ${JSON.stringify(result.left.map(shown))}`
  } catch (error) {
    return `thrown: ${String(error instanceof Error ? error.stack : error)}`
  }
}
const shown = (error: { readonly _tag: string }): string => JSON.stringify(error)

const isRefusal = (result: Result): result is string => typeof result === 'string'

const idOf = (manifest: JsonObject): string => {
  const metadata = get(manifest, 'metadata') ?? null
  const of = (map: Json, key: string): string => (isObject(map) ? String(get(map, key) ?? '') : '')
  return [
    of(manifest, 'apiVersion'),
    of(manifest, 'kind'),
    of(metadata, 'namespace'),
    of(metadata, 'name'),
  ].join(' ')
}

const byId = (manifests: ReadonlyArray<JsonObject>): JsonObject =>
  Object.fromEntries(manifests.map((manifest) => [idOf(manifest), manifest]))

/** Both refuse, or both make the same objects in the same order. */
const same = (t: Test, judge: Result, result: Result, name: string, given: Directory): void => {
  const extra = { files: given.files, root: given.root ?? '.' }
  if (isRefusal(result) && result.startsWith('thrown')) {
    t.fail(`${name}: ${result}`, extra)
  } else if (isRefusal(judge) || isRefusal(result)) {
    t.equal(isRefusal(result), isRefusal(judge), name, { ...extra, judge, result })
  } else {
    t.strictSame(byId(result), byId(judge), name, extra)
    t.strictSame(result.map(idOf), judge.map(idOf), `${name}: in this order`, extra)
  }
}

let folders = 0
/** What both make of it; two at a time. */
const eachOf = async <A extends Directory>(
  items: ReadonlyArray<A>,
  run: (item: A, judge: Result, result: Result) => void,
): Promise<void> => {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      const path = await writeDirectory(join(folder, String(folders++)), item)
      const [judge, result] = await Promise.all([theirs(path), ours(path)])
      run(item, judge, result)
    }
  }
  await Promise.all([worker(), worker()])
}

for (const [file, cases] of Object.entries(await readCorpus())) {
  t.test(file, needs('kubectl'), async (t) => {
    await eachOf(cases, (one, judge, result) => {
      const { name, refused = false, difference, ours: expected } = one
      t.equal(isRefusal(judge), refused, `${name}: Kustomize ${refused ? 'refuses it' : 'builds it'}`, {
        judge,
      })
      if (difference === undefined) {
        same(t, judge, result, name, one)
      } else if (expected === undefined || expected === 'refused') {
        t.ok(isRefusal(result) && result.startsWith('refused'), `${name}: ${difference}`, { result })
      } else {
        same(t, expected, result, `${name}: ${difference}`, one)
      }
    })
  })
}

const random = Math.floor(Math.random() * 2 ** 31)
const fixed = Number(process.env.CLEARML_MANIFESTS_SEED ?? 1)
const runs = Number(process.env.CLEARML_MANIFESTS_RUNS ?? 500)

for (const [seed, numRuns] of [
  [fixed, runs],
  [random, Math.ceil(runs / 5)],
] as const) {
  t.test(
    `any directories, CLEARML_MANIFESTS_SEED=${seed}`,
    { ...needs('kubectl'), timeout: 600_000 },
    async (t) => {
      let built = 0
      const directories = fc.sample(directory, { seed, numRuns }).map((one, i) => ({ ...one, i }))
      await eachOf(directories, (one, judge, result) => {
        if (!isRefusal(judge)) built++
        same(t, judge, result, `seed ${seed}, directory ${one.i}`, one)
      })
      t.ok(built > numRuns * 0.5, `Kustomize builds ${built} of ${numRuns}`)
    },
  )
}
