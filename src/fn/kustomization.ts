/** A function config of kind Kustomization: its fields, laid over the items. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { groupOf } from '../kube/identity.js'
import { accumulated, finished } from '../kustomization/build.js'
import { withBuildMetadata } from '../kustomization/buildMetadata.js'
import { kustomizationOf } from '../kustomization/data.js'
import { type KustomizationError, showKustomizationError } from '../kustomization/error.js'
import type { Kustomization } from '../kustomization/kustomization.js'
import type { PatchDocument, PatchEntry } from '../patch/parsePatches.js'
import { apiVersionOf, type ResId, type Resource } from '../patch/resource.js'
import type { FunctionConfig } from './functionConfig.js'
import { isForTools, isLocal } from './resourceList.js'
import { type Fault, fileOf, type ResourceRef } from './result.js'

type Faults = ReadonlyArray<Fault>

/** The documents of a text of YAML that messages call `name`; what is wrong in lines. */
export type Parse = (
  text: string,
  name: string,
) => E.Either<ReadonlyArray<string>, ReadonlyArray<PatchDocument>>

/**
 * The items after the fields of a Kustomization, as Kustomize would make them of resources; new ones are at the end. An item
 * that is not changed is the very same value. Items for tools alone can be read by replacements, and stay as they are.
 */
export const laidOver = (
  items: ReadonlyArray<JsonObject>,
  config: FunctionConfig,
  parse: Parse,
): E.Either<Faults, ReadonlyArray<JsonObject>> =>
  pipe(
    kustomizationIn(config, parse),
    E.chain((kustomization) => changed(items, kustomization, config)),
  )

const PATCHES = ['patches', 'patchesJson6902', 'patchesStrategicMerge'] as const

/** Fails for what it says about files: a function reads none. */
const kustomizationIn = (
  { data, origin, allow, leniency }: FunctionConfig,
  parse: Parse,
): E.Either<Faults, Kustomization> => {
  const faults = [...filesIn(data, origin), ...meaningless(data, origin)]
  if (faults.length > 0) return E.left(faults)
  return pipe(
    kustomizationOf(data, { place: { origin } }, leniency),
    E.mapLeft((errors): Faults => errors.map(faultOf)),
    E.chain((kustomization) => {
      const read = PATCHES.map((field) =>
        (kustomization[field] ?? []).map((entry, i) => entryAt([field, i], entry, origin, parse)),
      )
      const wrong = RA.lefts(read.flat()).flat()
      if (wrong.length > 0) return E.left(wrong)
      const entries = read.map((field) => RA.rights(field))
      const fields = Object.fromEntries(PATCHES.map((field, i) => [field, entries[i] ?? []]))
      return E.right({ ...kustomization, ...fields, allow: [...(kustomization.allow ?? []), ...allow] })
    }),
  )
}

const itemsIn = (data: JsonObject, field: string): ReadonlyArray<Json> => {
  const value = get(data, field) ?? null
  return isArray(value) ? value : []
}

const filesIn = (data: JsonObject, origin: string): Faults => {
  const none = (path: Path, field: string): Fault => ({
    message: `${origin}: ${field}: a function reads no files; write its content here`,
    path,
  })
  const isFile = (item: Json): boolean => typeof item === 'string' && !item.includes('\n')
  return [
    ...(['resources', 'patchesStrategicMerge'] as const).flatMap((field) =>
      itemsIn(data, field).flatMap((item, i) => (isFile(item) ? [none([field, i], `${field}[${i}]`)] : [])),
    ),
    ...(['patches', 'patchesJson6902'] as const).flatMap((field) =>
      itemsIn(data, field).flatMap((item, i) =>
        isObject(item) && get(item, 'path') !== undefined && get(item, 'kind') === undefined
          ? [none([field, i, 'path'], `${field}[${i}].path`)]
          : [],
      ),
    ),
  ]
}

const meaningless = (data: JsonObject, origin: string): Faults =>
  (get(data, 'sortOptions') ?? null) === null
    ? []
    : [
        {
          message: `${origin}: sortOptions: means nothing in a function: it changes items, and not their order`,
          path: ['sortOptions'],
        },
      ]

/** The entry with its text as documents. Its place says which one it is. */
const entryAt = (
  [field, i]: readonly [string, number],
  entry: PatchEntry,
  origin: string,
  parse: Parse,
): E.Either<Faults, PatchEntry> => {
  const name = `${origin}: ${field}[${i}]`
  const place = { origin: name }
  const documents = entry.documents.map(({ value }) =>
    typeof value === 'string' ? parse(value, name) : E.right([{ value, place }]),
  )
  const faults = RA.lefts(documents).flatMap((lines) =>
    lines.map((message) => ({ message, path: [field, i] })),
  )
  return faults.length > 0
    ? E.left(faults)
    : E.right({ ...entry, place, documents: RA.rights(documents).flat() })
}

const changed = (
  items: ReadonlyArray<JsonObject>,
  kustomization: Kustomization,
  { leniency }: FunctionConfig,
): E.Either<Faults, ReadonlyArray<JsonObject>> => {
  const context = { leniency, keepsClaims: leniency === 'strict' }
  const before = items.filter(takesPart).map(
    (manifest): Resource => ({
      manifest,
      previous: [],
      place: { origin: fileOf(manifest) ?? 'the items' },
    }),
  )
  return pipe(
    accumulated(before, kustomization, context),
    E.chain((gathered) =>
      pipe(
        finished(gathered, context),
        E.map((done) =>
          together(items, gathered, done.map(withBuildMetadata(kustomization.buildMetadata ?? []))),
        ),
      ),
    ),
    E.mapLeft((errors) => errors.map(faultOf)),
  )
}

/** What is for tools alone takes part where objects are: `config.kubernetes.io/local-config`. */
const takesPart = (item: JsonObject): boolean => (isLocal(item) ? !isTool(item) : !isForTools(item))
