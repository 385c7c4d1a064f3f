/** The fields of a kustomization.yaml as they are written, and what is wrong with one: strictly, with all faults at once. */
import { isArray, isObject, type Json, type JsonObject, nearest, type Path } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import { allowedWords } from '../patch/patch.js'
import { type Place, type Positions, placeIn } from '../position.js'
import type { KustomizationError } from './error.js'

/** What may stand in a field. `Any` is judged by who reads it. */
export type FieldShape =
  | { readonly _tag: 'Any' | 'Text' | 'Boolean' | 'Integer' | 'TextMap' | 'BooleanMap' }
  | { readonly _tag: 'List'; readonly item: FieldShape }
  | { readonly _tag: 'Map'; readonly fields: Readonly<Record<string, FieldShape>> }
  | { readonly _tag: 'OneOf'; readonly texts: ReadonlyArray<string> }
  | { readonly _tag: 'Unsupported'; readonly instead: string }

const any: FieldShape = { _tag: 'Any' }
const text: FieldShape = { _tag: 'Text' }
const boolean: FieldShape = { _tag: 'Boolean' }
const textMap: FieldShape = { _tag: 'TextMap' }
const list = (item: FieldShape): FieldShape => ({ _tag: 'List', item })
const map = (fields: Readonly<Record<string, FieldShape>>): FieldShape => ({ _tag: 'Map', fields })
const unsupported = (instead: string): FieldShape => ({ _tag: 'Unsupported', instead })

const options = map({
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: boolean,
  immutable: boolean,
})
const generator = {
  name: text,
  namespace: text,
  behavior: { _tag: 'OneOf', texts: ['create', 'merge', 'replace'] },
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options,
} as const
const patch = map({ path: text, patch: text, target: any, options: any })
const fieldOptions = map({ delimiter: text, index: { _tag: 'Integer' }, encoding: text, create: boolean })
const gvk = { group: text, version: text, kind: text }
const image = list(map({ name: text, newName: text, newTag: text, digest: text, tagSuffix: text }))
const plugins = unsupported('build it with Kustomize, and take the result as a resource')

/** By name, as in sigs.k8s.io/kustomize/api/types. */
export const kustomizationFields: Readonly<Record<string, FieldShape>> = {
  apiVersion: text,
  kind: { _tag: 'OneOf', texts: ['Kustomization', 'Component'] },
  metadata: map({ name: text, namespace: text, labels: textMap, annotations: textMap }),
  resources: list(text),
  bases: list(text),
  components: list(text),
  namespace: text,
  namePrefix: text,
  nameSuffix: text,
  labels: list(
    map({
      pairs: textMap,
      includeSelectors: boolean,
      includeTemplates: boolean,
      fields: list(map({ ...gvk, path: text, create: boolean })),
    }),
  ),
  commonLabels: textMap,
  commonAnnotations: textMap,
  patches: list(patch),
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patch),
  images: image,
  imageTags: image,
  replicas: list(map({ name: text, count: { _tag: 'Integer' } })),
  replacements: list(any),
  configMapGenerator: list(map(generator)),
  secretGenerator: list(map({ ...generator, type: text })),
  generatorOptions: options,
  buildMetadata: list(text),
  sortOptions: map({
    order: { _tag: 'OneOf', texts: ['legacy', 'fifo'] },
    legacySortOptions: map({ orderFirst: list(text), orderLast: list(text) }),
  }),
  crds: unsupported('give the definitions with --crd FILE'),
  openapi: unsupported('give the definitions with --crd FILE'),
  vars: unsupported('use replacements'),
  configurations: unsupported('name the fields where labels are set: labels[].fields'),
  generators: plugins,
  transformers: plugins,
  validators: plugins,
  helmCharts: unsupported('run helm template, and take the result as a resource'),
  helmGlobals: unsupported('run helm template, and take the result as a resource'),
  helmChartInflationGenerator: unsupported('run helm template, and take the result as a resource'),
}

const without = (files: string): FieldShape => unsupported(`as data there are no files: ${files}`)
const dataGenerator = {
  ...generator,
  files: without('use literals'),
  envs: without('use literals'),
  env: without('use literals'),
}

/** The same without files: what they would hold stands in their place. */
export const dataFields: Readonly<Record<string, FieldShape>> = {
  ...kustomizationFields,
  allow: list({ _tag: 'OneOf', texts: allowedWords }),
  resources: list(any),
  bases: without('use resources'),
  components: without('give one kustomization after the other'),
  patches: list(any),
  patchesJson6902: list(any),
  patchesStrategicMerge: list(any),
  imageTags: unsupported('use images'),
  configMapGenerator: list(map(dataGenerator)),
  secretGenerator: list(map({ ...dataGenerator, type: text })),
}

/** The shape of an entry of `replacements`, which can stand in a file of its own. */
export const replacementShape: FieldShape = map({
  path: text,
  source: map({ ...gvk, name: text, namespace: text, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(map({ select: any, reject: list(any), fieldPaths: list(text), options: fieldOptions })),
})

/** Where a document stands, and what is in it. */
export interface Written {
  readonly place: Place
  readonly positions?: Positions
}

/** What is wrong with a whole kustomization.yaml. */
export const fieldErrors = (
  data: JsonObject,
  written: Written,
  leniency: Leniency,
): ReadonlyArray<KustomizationError> => [
  ...shapeErrors(data, map(kustomizationFields), [], written, leniency),
  ...versionErrors(data, written),
  ...sortErrors(data, written),
]

/** What does not fit a shape, `null` being nothing at all; as an item of a list it is what someone forgot to write. */
export const shapeErrors = (
  value: Json,
  shape: FieldShape,
  path: Path,
  written: Written,
  leniency: Leniency,
): ReadonlyArray<KustomizationError> => {
  const place = placeIn(written.place, written.positions, path)
  const expected = (words: string): ReadonlyArray<KustomizationError> => [
    { _tag: 'InvalidField', place, path, expected: words, found: value },
  ]
  if (value === null) return []
  switch (shape._tag) {
    case 'Any':
      return []
    case 'Text':
      return typeof value === 'string'
        ? []
        : expected(`text${isObject(value) || isArray(value) ? '' : ' (quote it)'}`)
    case 'Boolean':
      return typeof value === 'boolean' ? [] : expected('true or false')
    case 'Integer':
      return Number.isInteger(value) ? [] : expected('an integer')
    case 'OneOf':
      return typeof value === 'string' && (value === '' || shape.texts.includes(value))
        ? []
        : expected(shape.texts.join(' or '))
    case 'TextMap':
    case 'BooleanMap': {
      const item: FieldShape = { _tag: shape._tag === 'TextMap' ? 'Text' : 'Boolean' }
      if (!isObject(value)) return expected('a map')
      return Object.entries(value).flatMap(([key, one]) =>
        shapeErrors(one, item, [...path, key], written, leniency),
      )
    }
    case 'List':
      if (!isArray(value)) return expected('a list')
      return value.flatMap((one, i): ReadonlyArray<KustomizationError> => {
        const here = [...path, i]
        const nothing = { place: placeIn(written.place, written.positions, here), path: here, found: one }
        return one === null
          ? [{ _tag: 'InvalidField', ...nothing, expected: 'an item after the dash' }]
          : shapeErrors(one, shape.item, here, written, leniency)
      })
    case 'Unsupported':
      return isEmpty(value) ? [] : [{ _tag: 'UnsupportedField', place, path, instead: shape.instead }]
    case 'Map':
      if (!isObject(value)) return expected('a map')
      return Object.entries(value).flatMap(([key, one]): ReadonlyArray<KustomizationError> => {
        const known = Object.keys(shape.fields)
        const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
        if (field !== undefined) return shapeErrors(one, field, [...path, key], written, leniency)
        const here = [...path, key]
        return [
          {
            _tag: 'UnknownPatchField',
            place: placeIn(written.place, written.positions, here),
            path: here,
            nearest: nearest(key, known),
            known,
          },
        ]
      })
  }
}

const isEmpty = (value: Json): boolean =>
  (isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)

/** An order has to be said, and the options are those of one of them. */
const sortErrors = (data: JsonObject, { place, positions }: Written): ReadonlyArray<KustomizationError> => {
  const { sortOptions = null } = data
  if (!isObject(sortOptions)) return []
  const { order = null, legacySortOptions = null } = sortOptions
  const error = (path: Path, expected: string, found: Json): ReadonlyArray<KustomizationError> => [
    { _tag: 'InvalidField', place: placeIn(place, positions, path), path, expected, found },
  ]
  if (order === null || order === '') return error(['sortOptions', 'order'], 'legacy or fifo', order)
  return order === 'fifo' && legacySortOptions !== null
    ? error(['sortOptions', 'legacySortOptions'], 'nothing with the order fifo', legacySortOptions)
    : []
}

const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
}

const versionErrors = (
  data: JsonObject,
  { place, positions }: Written,
): ReadonlyArray<KustomizationError> => {
  const { apiVersion = null, kind = null } = data
  const expected = VERSIONS[typeof kind === 'string' && kind !== '' ? kind : 'Kustomization']
  if (apiVersion === null || apiVersion === '' || expected === undefined || apiVersion === expected) return []
  const path = ['apiVersion']
  return [{ _tag: 'InvalidField', place: placeIn(place, positions, path), path, expected, found: apiVersion }]
}
