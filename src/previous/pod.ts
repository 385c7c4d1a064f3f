/**
 * What may change of a Pod: images, a nearer deadline, more tolerations, fewer scheduling gates. Source: `ValidatePodUpdate` in
 * pkg/apis/core/validation/validation.go of Kubernetes.
 */
import {
  at,
  equal,
  get,
  isArray,
  isObject,
  type Json,
  type JsonArray,
  type JsonObject,
  type Path,
} from '../json.js'
import type { Pair } from './comparison.js'
import { difference } from './difference.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed } from './immutable.js'
import { podStandard } from './standards.js'

const SPEC: Path = ['spec']

export const pod: Check = (pair) => {
  const [was, would] = [specOf(pair.before.manifest), specOf(pair.after.manifest)]
  const found = difference(fixed(was), fixed(would, was), podStandard, SPEC)
  return [
    ...(found === undefined
      ? []
      : [changed(pair, found, at(was, found.slice(1)), at(would, found.slice(1)))]),
    ...deadline(pair, was, would),
    ...only(pair, 'tolerations', list(was, 'tolerations'), list(would, 'tolerations')),
    ...only(pair, 'schedulingGates', list(would, 'schedulingGates'), list(was, 'schedulingGates')),
  ]
}

const specOf = (manifest: JsonObject): JsonObject => {
  const spec = get(manifest, 'spec')
  return isObject(spec) ? spec : {}
}

/** The spec without what is judged apart. An image that changes does not change the pull policy that was filled in for it. */
const fixed = (spec: JsonObject, before?: JsonObject): JsonObject => {
  const { activeDeadlineSeconds: _1, tolerations: _2, schedulingGates: _3, ...rest } = spec
  return { ...rest, ...withImages(spec, 'containers', before), ...withImages(spec, 'initContainers', before) }
}

const withImages = (spec: JsonObject, key: string, before: JsonObject | undefined): JsonObject => {
  const containers = get(spec, key)
  if (!isArray(containers) || before === undefined) return {}
  return {
    [key]: containers.map((container, index) => {
      const image = at(before, [key, index, 'image'])
      return isObject(container) && image !== undefined ? { ...container, image } : container
    }),
  }
}

const deadline = (pair: Pair, before: JsonObject, after: JsonObject): ReadonlyArray<PreviousFault> => {
  const [was, would] = [get(before, 'activeDeadlineSeconds'), get(after, 'activeDeadlineSeconds')]
  const nearer = was === undefined || (typeof would === 'number' && would <= Number(was))
  return nearer ? [] : [changed(pair, [...SPEC, 'activeDeadlineSeconds'], was, would)]
}

/** All of `some` must be in `all`. */
const only = (pair: Pair, key: string, some: JsonArray, all: JsonArray): ReadonlyArray<PreviousFault> =>
  some.every((item) => all.some((other) => equal(item, other)))
    ? []
    : [
        changed(
          pair,
          [...SPEC, key],
          at(pair.before.manifest, [...SPEC, key]),
          at(pair.after.manifest, [...SPEC, key]),
        ),
      ]

const list = (spec: JsonObject, key: string): JsonArray => {
  const value: Json | undefined = get(spec, key)
  return isArray(value) ? value : []
}
