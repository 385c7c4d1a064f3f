/** Labels and annotations that are the installation's own: a user's would be overwritten, so they are refused. */
import { at, isArray, isObject, type JsonObject, type Path } from '../json.js'
import type { Problem } from './problem.js'
import type { Values } from './table.js'

const ownLabels: ReadonlyArray<string> = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'app.kubernetes.io/version',
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/managed-by',
]

/** What keeps data when the installation goes. */
const ownAnnotations: ReadonlyArray<string> = [
  'helm.sh/resource-policy',
  'argocd.argoproj.io/sync-options',
  'kustomize.toolkit.fluxcd.io/prune',
]

/** Below who has pods, or at the top. */
const labelPaths: ReadonlyArray<Path> = [['labels'], ['podLabels'], ['service', 'labels']]

/** What can have pods: everything, a component, and below an overlay its parts and the entries of its lists. */
export const ownersIn = (data: JsonObject): ReadonlyArray<Path> => [
  [],
  ...Object.entries(data).flatMap(
    ([name, value]): ReadonlyArray<Path> => [
      [name],
      ...(isObject(value) ? Object.entries(value) : []).flatMap(
        ([part, below]): ReadonlyArray<Path> =>
          isArray(below) ? below.map((_, i) => [name, part, i]) : part === 'service' ? [] : [[name, part]],
      ),
    ],
  ),
]

export const ownedKeys = (values: Values): ReadonlyArray<Problem> => {
  const data = values as unknown as JsonObject // decoded values are plain data
  const labels = ownersIn(data).flatMap((owner) => labelPaths.map((path) => [...owner, ...path]))
  const annotations: ReadonlyArray<Path> = [['annotations'], ['namespace', 'annotations']]
  return [
    ...labels.flatMap((path) =>
      keysAt(data, path, ownLabels, 'another key: this label is set by the installation itself'),
    ),
    ...annotations.flatMap((path) =>
      keysAt(data, path, ownAnnotations, 'another key: this annotation keeps the data'),
    ),
  ]
}

const keysAt = (
  data: JsonObject,
  path: Path,
  owned: ReadonlyArray<string>,
  expected: string,
): ReadonlyArray<Problem> => {
  const map = at(data, path)
  return isObject(map)
    ? owned.filter((key) => Object.hasOwn(map, key)).map((key) => ({ path: [...path, key], expected }))
    : []
}
