/** Directories that Kustomize and ours build side by side. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { parseAllDocuments } from 'yaml'
import { get, isObject, type Json, type JsonObject } from '../../../src/json.js'
import { buildDirectory } from '../../../src/node/kustomization/directory.js'
import { type Directory, writeDirectory } from './corpus.js'

/** The objects in their order, or why they are refused. */
export type Result = ReadonlyArray<JsonObject> | string

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

/** Whether one refuses. */
export const isRefusal = (result: Result): result is string => typeof result === 'string'

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
export const same = (t: Test, judge: Result, result: Result, name: string, given: Directory): void => {
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
export const eachOf = async <A extends Directory>(
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
