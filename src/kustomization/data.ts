/** A kustomization as data, without files: for code, and for what has been read already. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import type { PatchDocument, PatchEntry } from '../patch/parsePatches.js'
import { type Allowed, allowedWords } from '../patch/patch.js'
import { placeIn, within } from '../position.js'
import type { KustomizationError } from './error.js'
import { dataFields, type FieldShape, shapeErrors, type Written } from './fields.js'
import type { GeneratorArgs, Kustomization } from './kustomization.js'
import { replacementOf } from './replacement.js'

/**
 * Fields of a kustomization.yaml, with data where files would be named: `resources` are manifests, the `patch` of an entry
 * is a manifest, a list of such, or a list of operations, and generators have `literals` alone. `allow` is ours. Fails with
 * all that is wrong.
 */
export const kustomizationOf = (
  data: JsonObject,
  written: Written,
  leniency: Leniency,
): Either<ReadonlyArray<KustomizationError>, Kustomization> => {
  const shape: FieldShape = { _tag: 'Map', fields: dataFields }
  const errors: KustomizationError[] = [...shapeErrors(data, shape, [], written, leniency)]
  if (errors.length > 0) return E.left(errors)
  const { left, right: replacements } = RA.separate(
    itemsIn(data, 'replacements').map((one, i) => replacementOf(one, written, ['replacements', i], leniency)),
  )
  const manifests = itemsIn(data, 'resources').flatMap((manifest, i) =>
    isObject(manifest)
      ? [{ manifest, place: placeIn(written.place, written.positions, ['resources', i]) }]
      : [],
  )
  const plain = Object.entries(data).filter(
    ([key, value]) => PLAIN.includes(key) && value !== null && value !== '',
  )
  const kustomization: Kustomization = {
    ...(Object.fromEntries(plain) as Partial<Kustomization>), // of the right shape, see dataFields
    kind: get(data, 'kind') === 'Component' ? 'Component' : 'Kustomization',
    ...written,
    directory: '',
    fileName: '',
    allow: itemsIn(data, 'allow').filter(isAllowed),
    resources: manifests.length === 0 ? [] : [{ _tag: 'Manifests', path: '', manifests }],
    patches: entriesIn(data, 'patches', written),
    patchesJson6902: entriesIn(data, 'patchesJson6902', written),
    patchesStrategicMerge: entriesIn(data, 'patchesStrategicMerge', written),
    configMapGenerator: generatorsIn(data, 'configMapGenerator'),
    secretGenerator: generatorsIn(data, 'secretGenerator'),
    replacements,
  }
  return left.length > 0 ? E.left(left.flat()) : E.right(kustomization)
}

const PLAIN: ReadonlyArray<string> = [
  ...['namespace', 'namePrefix', 'nameSuffix', 'labels', 'commonLabels', 'commonAnnotations', 'replicas'],
  ...['images', 'generatorOptions', 'buildMetadata', 'sortOptions'],
]

const itemsIn = (map: JsonObject, key: string): ReadonlyArray<Json> => {
  const value = get(map, key) ?? null
  return isArray(value) ? value : []
}

const isAllowed = (word: Json): word is Allowed => allowedWords.some((one) => one === word)

const entriesIn = (data: JsonObject, field: string, written: Written): ReadonlyArray<PatchEntry> =>
  itemsIn(data, field).map((item, i) => patchEntryOf(item, written, [field, i]))

/**
 * An item of a list of patches: a manifest that names its object, or an entry of Kustomize's `patches` with its patch as
 * data, `allow`, and `type` (`strategic`, or `merge` for RFC 7386). `at` is its path in what was written.
 */
export const patchEntryOf = (item: Json, written: Written, at: Path = []): PatchEntry => {
  const placeAt = (path: Path) => placeIn(written.place, written.positions, [...at, ...path])
  const document = (value: Json, path: Path): PatchDocument => ({
    value,
    place: placeAt(path),
    ...(written.positions === undefined ? {} : { positions: within(written.positions, [...at, ...path]) }),
  })
  const place = placeAt([])
  if (!isEntry(item)) return { documents: [document(item, [])], place }
  const { patch, target, options, allow, type, ...others } = item
  const several =
    patch !== undefined &&
    isArray(patch) &&
    patch.every((one) => isObject(one) && get(one, 'kind') !== undefined)
  const documents = several
    ? patch.map((value, i) => document(value, ['patch', i]))
    : patch === undefined
      ? []
      : [document(patch, ['patch'])]
  const unknown = Object.keys(others)
  return {
    documents,
    place,
    ...(target === undefined ? {} : { target }),
    ...(options === undefined ? {} : { options }),
    ...(allow === undefined ? {} : { allow }),
    ...(type === undefined ? {} : { type }),
    ...(unknown.length === 0 ? {} : { others: unknown }),
  }
}

/** What has no kind and what an entry has is no manifest. */
const isEntry = (item: Json): item is JsonObject =>
  isObject(item) &&
  (get(item, 'patch') !== undefined ||
    (get(item, 'kind') === undefined && ['target', 'path'].some((key) => get(item, key) !== undefined)))

const generatorsIn = (data: JsonObject, field: string): ReadonlyArray<GeneratorArgs> =>
  itemsIn(data, field).flatMap((item) => {
    if (!isObject(item)) return []
    const given = Object.entries(item).filter(([, value]) => value !== null && value !== '')
    return [{ name: '', ...(Object.fromEntries(given) as Partial<GeneratorArgs>) }] // of the right shape, see dataFields
  })
