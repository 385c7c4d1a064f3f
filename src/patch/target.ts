/** What an entry of `patches` is for: Kustomize's `target`. */

import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { isObject, type Json, nearest } from '../json.js'
import { anchored } from './regularExpression.js'
import { effectiveNamespace, metadataMap, originalIdOf, type Resource, resIdOf } from './resource.js'
import { parseSelector, selects } from './selector.js'

/**
 * All of them must match; what is absent or '' matches anything. The first five are regular expressions for the whole
 * text, the selectors have Kubernetes' syntax. `group` is '' for the core, which no expression but an absent one means.
 */
export interface Target {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly labelSelector?: string
  readonly annotationSelector?: string
}

/** What is wrong with a target. `field` is the key in it; '' where it is no map. */
export type TargetFault =
  | {
      readonly _tag: 'UnknownTargetField'
      readonly field: string
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string>
    }
  | { readonly _tag: 'NoText'; readonly field: string; readonly found: Json }
  /** Neither a regular expression that Go takes, nor a selector that Kubernetes takes; `reason` says why. */
  | {
      readonly _tag: 'InvalidExpression'
      readonly field: string
      readonly expression: string
      readonly reason: string
    }

/** Reads a `target` as it stands in YAML: strictly, with all faults at once. */
export const parseTarget = (value: Json): Either<NonEmptyArray<TargetFault>, Target> => {
  if (!isObject(value)) return E.left([{ _tag: 'NoText', field: '', found: value }])
  const faults: TargetFault[] = []
  const fields = Object.entries(value).flatMap(([field, found]): ReadonlyArray<readonly [string, string]> => {
    if (!isField(field)) {
      faults.push({ _tag: 'UnknownTargetField', field, nearest: nearest(field, FIELDS), known: FIELDS })
    } else if (typeof found === 'string') return [[field, found]]
    else if (found !== null) faults.push({ _tag: 'NoText', field, found })
    return []
  })
  const target: Target = Object.fromEntries(fields)
  const read = matcherOf(target)
  if (E.isLeft(read)) faults.push(...read.left)
  return isNonEmpty(faults) ? E.left(faults) : E.right(target)
}

/**
 * Whether a resource is meant. As in Kustomize, name and namespace may be the original or the present ones, and the
 * namespace of an object that says none is `default`.
 */
export const matcherOf = (
  target: Target,
): Either<NonEmptyArray<TargetFault>, (resource: Resource) => boolean> => {
  const faults: TargetFault[] = []
  const expression = (field: Field): ((text: string) => boolean) => {
    const text = target[field] ?? ''
    if (text === '') return () => true
    const read = anchored(text)
    if (E.isRight(read)) return (candidate) => read.right.test(candidate)
    faults.push({ _tag: 'InvalidExpression', field, expression: text, reason: read.left })
    return () => false
  }
  const selector = (
    field: 'labelSelector' | 'annotationSelector',
    map: 'labels' | 'annotations',
  ): ((resource: Resource) => boolean) => {
    const text = target[field] ?? ''
    if (text === '') return () => true
    const read = parseSelector(text)
    if (E.isRight(read)) return ({ manifest }) => selects(read.right, metadataMap(manifest, map))
    faults.push({ _tag: 'InvalidExpression', field, expression: text, reason: read.left })
    return () => false
  }
  const group = expression('group')
  const version = expression('version')
  const kind = expression('kind')
  const name = expression('name')
  const namespace = expression('namespace')
  const labels = selector('labelSelector', 'labels')
  const annotations = selector('annotationSelector', 'annotations')
  const matches = (resource: Resource): boolean => {
    const id = resIdOf(resource.manifest)
    const original = originalIdOf(resource)
    return (
      group(id.group) &&
      version(id.version) &&
      kind(id.kind) &&
      (name(original.name) || name(id.name)) &&
      (namespace(effectiveNamespace(original)) || namespace(effectiveNamespace(id))) &&
      labels(resource) &&
      annotations(resource)
    )
  }
  return isNonEmpty(faults) ? E.left(faults) : E.right(matches)
}

/** `kind Deployment, name api.*`, in the words of the target. */
export const showTarget = (target: Target): string => {
  const said = FIELDS.flatMap((field) => {
    const text = target[field] ?? ''
    return text === '' ? [] : [`${field} ${text}`]
  })
  return said.length === 0 ? 'anything' : said.join(', ')
}

const FIELDS = [
  'group',
  'version',
  'kind',
  'name',
  'namespace',
  'labelSelector',
  'annotationSelector',
] as const

type Field = (typeof FIELDS)[number]

const isField = (field: string): field is Field => FIELDS.some((one) => one === field)
