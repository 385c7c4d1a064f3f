/** A kustomization.yaml with all that it names, read from files. */
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { get, isObject, type Json, type JsonObject, type Path } from '../../json.js'
import { fieldErrors } from '../../kustomization/fields.js'
import type { Kustomization, Read, Source } from '../../kustomization/kustomization.js'
import { type Allowed, allowedWords } from '../../patch/patch.js'
import type { Place } from '../../position.js'
import { generatorsOf } from './generators.js'
import { entriesOf, strategicOf } from './patches.js'
import {
  fault,
  type Here,
  type LoadError,
  type Loading,
  listOf,
  nameOf,
  parsedText,
  resourcesIn,
} from './reading.js'
import { replacementsOf } from './replacements.js'
import { directoryFrom, isRemote, kustomizationFileIn, readConfined } from './root.js'

/**
 * The kustomization of a directory. Each file that it names is in the directory or below it, as Kustomize has it
 * (`--load-restrictor LoadRestrictionsRootOnly`); directories may be anywhere, but not lead back to where they are named.
 */
export const loadKustomization = async (
  directory: string,
  loading: Loading,
  visited: ReadonlyArray<string> = [],
  fromTop = '',
): Promise<E.Either<ReadonlyArray<LoadError>, Kustomization>> => {
  const name = await kustomizationFileIn(directory)
  const shown = relative(loading.cwd, directory) || '.'
  if (E.isLeft(name)) return E.left([{ _tag: 'PathFault', place: { origin: shown }, message: name.left }])
  const file = relative(loading.cwd, join(directory, name.right))
  const content = await readConfined(directory, name.right)
  if (E.isLeft(content)) return E.left([{ _tag: 'FileNotReadable', file, reason: content.left.reason }])
  const parsed = parsedText(content.right, file, loading, 'kubectl')
  if (E.isLeft(parsed)) return parsed
  const document = parsed.right[0]
  const data = document?.data ?? {}
  const place: Place = { origin: file }
  if (!isObject(data) || Object.keys(data).every((key) => key === 'apiVersion' || key === 'kind')) {
    return E.left([
      { _tag: 'PathFault', place, message: 'is empty; expected a map with fields such as resources' },
    ])
  }
  const positions = document?.positions ?? new Map()
  const wrong = fieldErrors(data, { place, positions }, loading.leniency)
  if (wrong.length > 0) return E.left(wrong)
  return read(data, {
    ...loading,
    directory,
    fromTop,
    file,
    fileName: name.right,
    positions,
    place,
    visited: [...visited, directory],
    errors: [],
  })
}

/** Fields that name no files. */
const PLAIN = [
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'replicas',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]

const TEXT_MAPS = ['commonLabels', 'commonAnnotations']

/** Null is no text, and so an empty one. */
const withTexts = (map: Json): Json =>
  isObject(map) ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? ''])) : map

const read = async (
  data: JsonObject,
  here: Here,
): Promise<E.Either<ReadonlyArray<LoadError>, Kustomization>> => {
  const texts = (field: string): ReadonlyArray<string> =>
    listOf(data, field).filter((one) => typeof one === 'string')
  const given = (field: string): ReadonlyArray<readonly [string, Json]> => {
    const value = get(data, field) ?? null
    return value === null || value === ''
      ? []
      : [[field, TEXT_MAPS.includes(field) ? withTexts(value) : value]]
  }
  const sources: Source[] = []
  for (const field of ['resources', 'bases']) {
    for (const [i, path] of texts(field).entries()) {
      const source = await sourceOf(path, [field, i], here)
      if (source !== undefined) sources.push(source)
    }
  }
  const components: Kustomization[] = []
  for (const [i, path] of texts('components').entries()) {
    const component = await directoryOf(path, ['components', i], here, 'Component')
    if (component !== undefined) components.push(component)
  }
  const kustomization: Kustomization = {
    ...(Object.fromEntries(PLAIN.flatMap(given)) as Partial<Kustomization>), // of the right shape, see fieldErrors
    kind: data.kind === 'Component' ? 'Component' : 'Kustomization',
    place: here.place,
    positions: here.positions,
    directory: here.fromTop,
    fileName: here.fileName,
    allow: allowedBy(data, here),
    resources: sources,
    components,
    images: [...listOf(data, 'images'), ...listOf(data, 'imageTags')] as unknown as NonNullable<
      Kustomization['images']
    >,
    patches: await entriesOf('patches', data, here),
    patchesJson6902: await entriesOf('patchesJson6902', data, here),
    patchesStrategicMerge: await strategicOf(texts('patchesStrategicMerge'), here),
    configMapGenerator: await generatorsOf('configMapGenerator', data, here),
    secretGenerator: await generatorsOf('secretGenerator', data, here),
    replacements: await replacementsOf(data, here),
  }
  return here.errors.length > 0 ? E.left(here.errors) : E.right(kustomization)
}

/** Ours: `metadata.annotations` with `clearml-manifests/allow: unmatched,noEffect`, which Kustomize does not mind. */
const ALLOW = 'clearml-manifests/allow'

const allowedBy = (data: JsonObject, here: Here): ReadonlyArray<Allowed> => {
  const metadata = get(data, 'metadata') ?? null
  const annotations = isObject(metadata) ? (get(metadata, 'annotations') ?? null) : null
  const text = isObject(annotations) ? get(annotations, ALLOW) : undefined
  if (typeof text !== 'string') return []
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const unknown = words.filter((word) => !allowedWords.some((one) => one === word))
  const path = ['metadata', 'annotations', ALLOW]
  if (unknown.length > 0)
    fault(here, path, `${ALLOW}: there is no ${unknown.join(', ')}; there are ${allowedWords.join(', ')}`)
  return allowedWords.filter((one) => words.includes(one))
}

const sourceOf = async (path: string, at: Path, here: Here): Promise<Source | undefined> => {
  const content = await readConfined(here.directory, path)
  if (E.isRight(content)) {
    const manifests = await manifestsIn(content.right, nameOf(here, path), here)
    return { _tag: 'Manifests', path, manifests }
  }
  if (isRemote(path)) {
    return fault(
      here,
      at,
      `${path}: remote resources are not supported; fetch it, and name the file or directory`,
    )
  }
  if (content.left.isThere) return fault(here, at, `${path}: ${content.left.reason}`)
  if (content.left.reason !== 'is a directory') return fault(here, at, `${path}: ${content.left.reason}`)
  const kustomization = await directoryOf(path, at, here, 'Kustomization')
  return kustomization === undefined ? undefined : { _tag: 'Directory', kustomization }
}

const directoryOf = async (
  path: string,
  at: Path,
  here: Here,
  kind: Kustomization['kind'],
): Promise<Kustomization | undefined> => {
  if (isRemote(path)) {
    return fault(here, at, `${path}: remote directories are not supported; fetch it, and name the directory`)
  }
  const directory = await directoryFrom(here.directory, path, here.visited)
  if (E.isLeft(directory)) return fault(here, at, `${path}: ${directory.left}`)
  const fromTop = here.fromTop === '' ? path : `${here.fromTop}/${path}`
  const loaded = await loadKustomization(directory.right, here, here.visited, fromTop)
  if (E.isLeft(loaded)) {
    here.errors.push(...loaded.left)
    return undefined
  }
  if (loaded.right.kind === kind) return loaded.right
  const field = kind === 'Component' ? 'resources' : 'components'
  return fault(here, at, `${path}: is a ${loaded.right.kind}, which stands in ${field}`)
}

const manifestsIn = async (content: Uint8Array, file: string, here: Here): Promise<ReadonlyArray<Read>> => {
  const documents = await resourcesIn(content, file, here)
  return documents.flatMap(({ data, position }): ReadonlyArray<Read> => {
    const place = { origin: file, position }
    if (isObject(data)) return Object.keys(data).length === 0 ? [] : [{ manifest: data, place }]
    const message = 'expected a Kubernetes object (lines like "key: value")'
    if (data !== null) here.errors.push({ _tag: 'PathFault', place, message })
    return []
  })
}
