/** One object of an installation as the stream has it, and who wrote it. */
import * as E from 'fp-ts/lib/Either.js'
import type { Installation } from '../components/installation.js'
import type { Obj, Writer } from '../dsl/index.js'
import { inspected } from '../dsl/provenance.js'
import { isObject, type JsonObject, type Path } from '../json.js'
import { canonical } from '../kube/canonical.js'
import { inNamespace } from '../kube/namespace.js'
import { byAddress, type Found, sourcePath } from './address.js'

export interface Snapshot {
  readonly leaves: ReadonlyMap<string, Found>
  /** Of a leaf of the manifest, base first. */
  readonly writers: (path: Path) => ReadonlyArray<Writer>
}

/** `at` is component and object: `['redis', 'service']`. `undefined` where there is none, or it cannot be evaluated. */
export const snapshot = (
  installation: Obj<Installation>,
  at: Path,
  namespace: string,
): Snapshot | undefined => {
  const { json, writers } = inspected(installation)
  const source = json(at)
  if (E.isLeft(source) || !isObject(source.right)) return undefined
  const raw = source.right
  return {
    leaves: byAddress(finished(raw, namespace)),
    writers: (path) => writers([...at, ...sourcePath(raw, path)]),
  }
}

/** As the third stage of a build makes it. */
export const finished = (object: JsonObject, namespace: string): JsonObject =>
  canonical(inNamespace(namespace)([object])[0] ?? object)
