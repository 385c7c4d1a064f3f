/** A function config of kind Kustomization: its fields as data, without files. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { kustomizationOf } from '../kustomization/data.js'
import { type KustomizationError, showKustomizationError } from '../kustomization/error.js'
import type { Kustomization } from '../kustomization/kustomization.js'
import type { PatchDocument, PatchEntry } from '../patch/parsePatches.js'
import type { ResId } from '../patch/resource.js'
import type { FunctionConfig } from './functionConfig.js'
import type { Fault, ResourceRef } from './result.js'

type Faults = ReadonlyArray<Fault>

/** The documents of a text of YAML that messages call `name`; what is wrong in lines. */
export type Parse = (
  text: string,
  name: string,
) => E.Either<ReadonlyArray<string>, ReadonlyArray<PatchDocument>>

const PATCHES = ['patches', 'patchesJson6902', 'patchesStrategicMerge'] as const

/**
 * The kustomization; patches that are text are parsed, and their places say which entry they are. Fails for what it says
 * about files: a function reads none.
 */
export const kustomizationIn = (
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

/** An error in the words of a result. */
export const faultOf = (error: KustomizationError): Fault => {
  const entry = /(patches\w*)\[(\d+)\]$/.exec(error.place.origin)
  const path = entry === null ? ownPath(error) : [entry[1] ?? '', Number(entry[2])]
  const objects = 'objects' in error ? error.objects : 'object' in error ? [error.object] : []
  const [object] = objects.map(refOf)
  const message = showKustomizationError(error)
  return { message, path, ...(object === undefined ? {} : { object }) }
}

/** Of what is no patch, the path is from the top. */
const ownPath = (error: KustomizationError): Path => ('path' in error ? error.path : [])

const refOf = ({ group, version, kind, name, namespace }: ResId): ResourceRef => ({
  apiVersion: group === '' ? version : `${group}/${version}`,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})
