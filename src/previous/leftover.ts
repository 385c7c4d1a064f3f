/**
 * What the API server has filled in as a whole, because nobody said it, stays when its place is taken by something that it
 * refuses beside it. Source: `SetDefaults_Deployment`, `SetDefaults_StatefulSet` and `SetDefaults_Volume` in pkg/apis of
 * Kubernetes, and its server-side apply, which takes away only what its user has said before.
 */
import { at, type JsonObject, type Path } from '../json.js'
import { object, objects, text } from '../lint/field.js'
import { specPath } from '../lint/pods.js'
import type { Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import type { Check } from './immutable.js'

/** Rolling updates of a Deployment that would be `Recreate`. */
export const deploymentStrategy: Check = (pair) => {
  const path = ['spec', 'strategy']
  const was = at(pair.before.manifest, [...path, 'type']) ?? 'RollingUpdate'
  return was === 'RollingUpdate' &&
    !isSaid(pair.before.manifest, path) &&
    is(pair, [...path, 'type'], 'Recreate')
    ? [leftover(pair, [...path, 'rollingUpdate'], [...path, 'type'])]
    : []
}

/** Those of a StatefulSet that would be `OnDelete`: they are filled in only where the type is too. */
export const statefulSetStrategy: Check = (pair) => {
  const path = ['spec', 'updateStrategy']
  const was = at(pair.before.manifest, [...path, 'type'])
  return was === undefined && !isSaid(pair.before.manifest, path) && is(pair, [...path, 'type'], 'OnDelete')
    ? [leftover(pair, [...path, 'rollingUpdate'], [...path, 'type'])]
    : []
}

/** Volumes of a pod without a source, which are an emptyDir, and would have one. */
export const bareVolumes: Check = (pair) => {
  const [before, after] = [pair.before.pod, pair.after.pod]
  if (before === undefined || after === undefined) return []
  return objects(before.spec, 'volumes')
    .filter(([, volume]) => Object.keys(volume).length === 1)
    .flatMap(([index, volume]) => {
      const now = objects(after.spec, 'volumes').find(
        ([, one]) => text(one, 'name') === text(volume, 'name'),
      )?.[1]
      const source = Object.keys(now ?? {}).find((key) => key !== 'name' && key !== 'emptyDir')
      const path = specPath(before, 'volumes', index)
      return source === undefined ? [] : [leftover(pair, [...path, 'emptyDir'], [...path, source])]
    })
}

const isSaid = (manifest: JsonObject, path: Path): boolean => {
  const strategy = at(manifest, path) ?? {}
  return object({ strategy }, 'strategy')?.rollingUpdate !== undefined
}

const is = (pair: Pair, path: Path, value: string): boolean => at(pair.after.manifest, path) === value

const leftover = (pair: Pair, path: Path, beside: Path): PreviousFault => ({
  _tag: 'Leftover',
  object: pair.before.identity,
  path,
  beside,
})
