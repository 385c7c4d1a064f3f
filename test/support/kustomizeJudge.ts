/** Directories built by the real Kustomize (`kubectl kustomize`), and by us. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Test } from 'tap'
import { parseAllDocuments } from 'yaml'
import type { Json, JsonObject } from '../../src/json.js'
import { identity, showIdentity } from '../../src/kube/identity.js'
import { buildDirectory } from '../../src/node/kustomization/directory.js'
import { type Directory, writeDirectory } from '../parity/kustomize/corpus.js'

/** The objects, or `refused: ` and why. */
export type Built = ReadonlyArray<JsonObject> | string

/** By identity: the order of objects is for other tests. */
export const comparable = (built: Built): Json =>
  typeof built === 'string'
    ? 'refused'
    : Object.fromEntries(built.map((one) => [showIdentity(identity(one), 'namespace'), one]))

const theirs = (path: string): Promise<Built> =>
  new Promise((resolve) => {
    execFile('kubectl', ['kustomize', path], { maxBuffer: 2 ** 26 }, (error, output, message) => {
      const read = (): ReadonlyArray<JsonObject> =>
        parseAllDocuments(output, { version: '1.1' }).map((one) => one.toJS() as JsonObject) // objects all
      resolve(error === null ? read().filter((one) => one !== null) : `refused: ${message}`)
    })
  })

const ours = async (path: string, leniency: 'kustomize' | 'strict'): Promise<Built> => {
  const built = await buildDirectory(path, { leniency, cwd: '/' })
  return E.isRight(built) ? built.right : `refused: ${built.left.map(({ message }) => message).join('\n')}`
}

/** Cases by name, two at a time: each is built alike by both. */
export const sameAsKustomize = async (
  t: Test,
  cases: Readonly<Record<string, Directory>>,
  leniency: 'kustomize' | 'strict' = 'kustomize',
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const left = Object.entries(cases)
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const [name, directory] = one
      const path = await writeDirectory(join(folder, String(left.length)), directory)
      const [judge, result] = [await theirs(path), await ours(path, leniency)]
      t.strictSame(comparable(result), comparable(judge), name, { judge, result })
    }
  }
  await Promise.all([worker(), worker()])
}
