/** What a manifest says that it is: whether that exists, was removed, or comes later. */
import { byCodePoint, nearest } from '../json.js'
import { groupOf } from '../kube/identity.js'
import type { CustomKind } from './crd.js'
import type { Problem } from './finding.js'
import type { Kind, Schema } from './schema.js'
import type { Shape } from './shape.js'
import { lifecycle } from './tables/lifecycle.js'
import { isSince, kubeVersions } from './version.js'

/** The shape to check against, if there is one, and what is to be said of the kind itself. */
export interface Judged {
  readonly shape?: Shape
  readonly problem?: Problem
  readonly severity: 'error' | 'warning'
}

/** Judges apiVersion and kind. The user's own kinds come first. */
export const judge = (
  schema: Schema,
  custom: ReadonlyArray<CustomKind>,
  apiVersion: string,
  kind: string,
): Judged => {
  const own = custom.find((one) => one.apiVersion === apiVersion && one.kind === kind)
  if (own !== undefined) return { shape: own.shape, severity: 'warning' }
  const found = schema.kind(apiVersion, kind)
  if (found?.exists === true) {
    const old = deprecation(schema, apiVersion, kind)
    return {
      shape: { _tag: 'Ref', definition: found.definition },
      severity: 'warning',
      ...(old === undefined ? {} : { problem: old }),
    }
  }
  const problem =
    found === undefined
      ? (removedLongAgo(schema, apiVersion, kind) ?? unknown(schema, custom, apiVersion, kind))
      : gone(schema, found)
  return { problem, severity: problem._tag === 'NoSchema' ? 'warning' : 'error' }
}

/** ApiVersions that have the kind in this version of Kubernetes, of the same group if there are any; stable ones first, then newer ones. */
const alternatives = (schema: Schema, apiVersion: string, kind: string): ReadonlyArray<string> => {
  const rank = (one: string): number => (one.includes('alpha') ? 2 : one.includes('beta') ? 1 : 0)
  const group = groupOf(apiVersion)
  const all = schema.kinds(kind).filter((one) => one.exists)
  const same = all.filter((one) => groupOf(one.apiVersion) === group)
  return (same.length > 0 ? same : all)
    .map((one) => one.apiVersion)
    .sort((a, b) => rank(a) - rank(b) || byCodePoint(b, a))
}

const gone = (schema: Schema, found: Kind): Problem => {
  const use = alternatives(schema, found.apiVersion, found.kind)
  if (isSince(found.from, schema.version)) return { _tag: 'NotYetVersion', since: found.from, use }
  const after = kubeVersions[kubeVersions.indexOf(found.to) + 1]
  return { _tag: 'RemovedVersion', use, ...(after === undefined ? {} : { since: after }) }
}

/** `introduced,deprecated,removed,replacement[,kind]` of the lifecycle table. */
const lifecycleOf = (apiVersion: string, kind: string) => {
  const own = Object.hasOwn(lifecycle, apiVersion) ? lifecycle[apiVersion] : undefined
  const line = own?.split(';').find((one) => one.startsWith(`${kind}:`))
  if (line === undefined) return undefined
  const [, deprecated, removed, use] = line.slice(kind.length + 1).split(',')
  return {
    deprecated: `1.${deprecated}`,
    removed: removed ? `1.${removed}` : undefined,
    use: use ? [use] : [],
  }
}

const deprecation = (schema: Schema, apiVersion: string, kind: string): Problem | undefined => {
  const facts = lifecycleOf(apiVersion, kind)
  if (facts === undefined || !isSince(schema.version, facts.deprecated)) return undefined
  const { deprecated: since, removed } = facts
  const others = alternatives(schema, apiVersion, kind).filter((one) => one !== apiVersion)
  return { _tag: 'DeprecatedVersion', since, use: others, ...(removed === undefined ? {} : { removed }) }
}

const removedLongAgo = (schema: Schema, apiVersion: string, kind: string): Problem | undefined => {
  const facts = lifecycleOf(apiVersion, kind)
  if (facts === undefined) return undefined
  const now = alternatives(schema, apiVersion, kind)
  const use = facts.use.some((one) => schema.kind(one, kind)?.exists === true) ? facts.use : now
  return { _tag: 'RemovedVersion', use, ...(facts.removed === undefined ? {} : { since: facts.removed }) }
}

/** Groups with a dot can be anybody's; the others, and those with one slip, are Kubernetes' own. */
const unknown = (
  schema: Schema,
  custom: ReadonlyArray<CustomKind>,
  apiVersion: string,
  kind: string,
): Problem => {
  const all = [...schema.kinds().filter((one) => one.exists), ...custom]
  const group = groupOf(apiVersion)
  const groups = [...new Set(all.map((one) => groupOf(one.apiVersion)))]
  const isOwn = groups.includes(group) || !group.includes('.') || nearGroups(group, groups).length > 0
  if (!isOwn) return { _tag: 'NoSchema' }
  const here = all.filter((one) => one.apiVersion === apiVersion).map((one) => one.kind)
  const elsewhere = all.filter((one) => one.kind === kind).map((one) => one.apiVersion)
  const apiVersions = elsewhere.filter((one) => groupOf(one) === group)
  return {
    _tag: 'UnknownKind',
    kinds: elsewhere.length > 0 ? [] : nearest(kind, here.length > 0 ? here : all.map((one) => one.kind)),
    apiVersions: [...new Set(apiVersions.length > 0 ? apiVersions : elsewhere)].sort(byCodePoint),
  }
}

/** At most two letters away: `network.k8s.io` can be a group of its own. */
const nearGroups = (group: string, groups: ReadonlyArray<string>): ReadonlyArray<string> =>
  nearest(
    group,
    groups.filter((one) => Math.abs(one.length - group.length) <= 2),
  ).filter((one) => one.length > 4 && differences(one, group) <= 2)

/** Letters that differ between two texts, without those that they start and end with in common. */
const differences = (a: string, b: string): number => {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return Math.max(a.length, b.length) - start - end
}
