/** Kustomizations as small YAML, laid over objects that are. */
import * as E from 'fp-ts/lib/Either.js'
import * as yaml from 'yaml'
import { isObject, type JsonObject } from '../../src/json.js'
import { accumulated, finished, kustomize } from '../../src/kustomization/build.js'
import { kustomizationOf } from '../../src/kustomization/data.js'
import { type KustomizationError, showKustomizationError } from '../../src/kustomization/error.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import type { Context } from '../../src/kustomization/transformer.js'
import { parseDocuments } from '../../src/node/readDocuments.js'
import type { Leniency } from '../../src/patch/leniency.js'
import type { Resource } from '../../src/patch/resource.js'

/** The same value; a change of anything in it throws. */
export const frozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    if (!ArrayBuffer.isView(value)) Object.freeze(value)
    for (const one of Object.values(value)) frozen(one)
  }
  return value
}

/** What has gone wrong, in words. */
export const inWords = (errors: ReadonlyArray<KustomizationError>): ReadonlyArray<string> =>
  errors.map(showKustomizationError)

/** A text as documents with their places. */
const documentsOf = (text: string, file: string) => {
  const documents = parseDocuments(yaml, text, file)
  if (E.isLeft(documents)) throw new Error(JSON.stringify(documents.left))
  return documents.right
}

export const resourcesIn = (text: string, file = 'objects.yaml'): ReadonlyArray<Resource> =>
  documentsOf(text, file).flatMap(({ data, position }) =>
    isObject(data) ? [frozen({ manifest: data, previous: [], place: { origin: file, position } })] : [],
  )

/** The fields of a kustomization with data where files would be, or what is wrong with them. */
export const read = (
  text: string,
  leniency: Leniency = 'strict',
): E.Either<ReadonlyArray<KustomizationError>, Kustomization> => {
  const [document] = documentsOf(text, 'kustomization.yaml')
  const { data = {}, positions = new Map() } = document ?? {}
  return kustomizationOf(
    isObject(data) ? frozen(data) : {},
    { place: { origin: 'kustomization.yaml' }, positions },
    leniency,
  )
}

export const kustomizationIn = (text: string, leniency: Leniency = 'strict'): Kustomization => {
  const result = read(text, leniency)
  if (E.isLeft(result)) throw new Error(inWords(result.left).join('\n'))
  return frozen(result.right)
}

const strict: Context = { leniency: 'strict' }

/** The objects that one makes of itself, or what is wrong in words. */
export const made = (
  kustomization: Kustomization | string,
  context: Context = strict,
): ReadonlyArray<JsonObject> | ReadonlyArray<string> => {
  const given = typeof kustomization === 'string' ? kustomizationIn(kustomization) : kustomization
  const result = kustomize(given, context)
  return E.isLeft(result) ? inWords(result.left) : result.right
}

/** What is laid over resources, one after the other, and references at the end. */
export const laid = (
  resources: ReadonlyArray<Resource> | string,
  kustomizations: ReadonlyArray<Kustomization | string>,
  context: Context = strict,
): ReadonlyArray<JsonObject> | ReadonlyArray<string> => {
  const start = typeof resources === 'string' ? resourcesIn(resources) : resources
  const all = kustomizations.reduce<E.Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>>>(
    (now, one) =>
      E.chain((before: ReadonlyArray<Resource>) =>
        accumulated(before, typeof one === 'string' ? kustomizationIn(one) : one, context),
      )(now),
    E.right(frozen(start)),
  )
  const end = E.chain((now: ReadonlyArray<Resource>) => finished(now, context))(all)
  return E.isLeft(end) ? inWords(end.left) : end.right.map(({ manifest }) => manifest)
}
