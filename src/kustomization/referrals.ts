/** The objects that a name can mean: those that have had it, and have been renamed or moved. */
import { get, isArray, isObject } from '../json.js'
import { isClusterScoped } from '../kube/identity.js'
import {
  apiVersionOf,
  effectiveNamespace,
  originalIdOf,
  type ResId,
  type Resource,
  resIdOf,
} from '../patch/resource.js'

/** A resource as one that can be meant, or that means others. */
export interface Referral {
  readonly resource: Resource
  readonly id: ResId
  /** Present and original, as Kustomize compares them. */
  readonly namespace: string
  readonly originalNamespace: string
  readonly isClusterScoped: boolean
}

/** A kind of objects; what is absent is any. */
export interface Gvk {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
}

export interface Wanted {
  readonly name: string
  readonly of: Gvk
  /** The namespace that stands beside the name. */
  readonly namespace?: string
  /** Of the role that a binding names. */
  readonly role?: Gvk
}

/** Which objects a referrer can mean, of all resources, found by their names. */
export interface Referrals {
  readonly byName: ReadonlyMap<string, ReadonlyArray<Referral>>
  /** By name and present namespace, and by name and original namespace. */
  readonly byPlace: ReadonlyMap<string, ReadonlyArray<Referral>>
  readonly byOrigin: ReadonlyMap<string, ReadonlyArray<Referral>>
  /** Of each original namespace, the present ones of its objects: as compared, and as written. */
  readonly movedTo: ReadonlyMap<string, ReadonlySet<string>>
  readonly writtenAs: ReadonlyMap<string, ReadonlySet<string>>
}

export const referralOf = (resource: Resource): Referral => {
  const id = resIdOf(resource.manifest)
  return {
    resource,
    id,
    namespace: effectiveNamespace(id),
    originalNamespace: effectiveNamespace(originalIdOf(resource)),
    isClusterScoped: isClusterScoped(apiVersionOf(resource.manifest), id.kind),
  }
}

export const referralsOf = (all: ReadonlyArray<Referral>): Referrals => {
  const byName = new Map<string, Referral[]>()
  const byPlace = new Map<string, Referral[]>()
  const byOrigin = new Map<string, Referral[]>()
  const movedTo = new Map<string, Set<string>>()
  const writtenAs = new Map<string, Set<string>>()
  for (const one of all) {
    for (const name of new Set(one.resource.previous.map((id) => id.name))) {
      push(byName, name, one)
      push(byPlace, placed(name, one.namespace), one)
      push(byOrigin, placed(name, one.originalNamespace), one)
    }
    add(movedTo, one.originalNamespace, one.namespace)
    add(writtenAs, one.originalNamespace, one.id.namespace ?? '')
  }
  return { byName, byPlace, byOrigin, movedTo, writtenAs }
}

/**
 * The one that is meant: of the kind, in the referrer's namespace or cluster-scoped, or a ServiceAccount of a RoleBinding's
 * other namespaces; of several, the one with the referrer's prefixes and suffixes. Several are left where those do not
 * tell; they are the same where `isSame` says so. Source: `filters/nameref` of sigs.k8s.io/kustomize/api.
 */
export const meant = (
  referrals: Referrals,
  referrer: Referral,
  wanted: Wanted,
  isSame: (a: ResId, b: ResId) => boolean,
): ReadonlyArray<Referral> => {
  const { of, role } = wanted
  const possible = inReach(referrals, referrer, wanted).filter(
    ({ id, resource }) => isOf(resource, id, of) && (role === undefined || isOf(resource, id, role)),
  )
  if (possible.length <= 1) return possible
  const alike = possible.filter((one) => isAlike(one.resource, referrer.resource, true))
  const left =
    alike.length > 1 ? alike.filter((one) => isAlike(one.resource, referrer.resource, false)) : alike
  const [first] = left
  return first !== undefined && left.every(({ id }) => isSame(first.id, id)) ? [first] : left
}

/** Namespaces, as written, of the ServiceAccounts that a RoleBinding is for. */
export const subjectNamespaces = ({ id, resource }: Referral): ReadonlyArray<string> => {
  const subjects = id.kind === 'RoleBinding' ? (get(resource.manifest, 'subjects') ?? null) : null
  if (!isArray(subjects)) return []
  const said = subjects.flatMap((subject) => {
    const namespace =
      isObject(subject) && subject.kind === 'ServiceAccount' ? get(subject, 'namespace') : undefined
    return typeof namespace === 'string' ? [namespace] : []
  })
  return [...new Set(said)]
}

/** Of objects that have no namespace; see `effectiveNamespace`. */
const NOWHERE = '_non_namespaceable_'

const inReach = (
  referrals: Referrals,
  referrer: Referral,
  { name, namespace }: Wanted,
): ReadonlyArray<Referral> => {
  const { byName, byPlace, byOrigin } = referrals
  if (namespace === undefined && referrer.isClusterScoped) return byName.get(name) ?? []
  const subjects = referrer.isClusterScoped ? [] : subjectNamespaces(referrer)
  const isNear = (one: Referral): boolean =>
    referrer.isClusterScoped ||
    one.isClusterScoped ||
    one.namespace === referrer.namespace ||
    (one.id.kind === 'ServiceAccount' && subjects.includes(one.id.namespace ?? ''))
  if (namespace !== undefined) {
    if (namespace === NOWHERE) return []
    const found = isOrigin(referrals, referrer, subjects, namespace) ? byOrigin : byPlace
    return (found.get(placed(name, namespace)) ?? []).filter(isNear)
  }
  const places = new Set([
    referrer.namespace,
    NOWHERE,
    ...subjects.map((one) => (one === '' ? 'default' : one)),
  ])
  return [...places].flatMap((place) => (byPlace.get(placed(name, place)) ?? []).filter(isNear))
}

/** Whether an object that the referrer can reach was in this namespace originally, whatever its name. */
const isOrigin = (
  { movedTo, writtenAs }: Referrals,
  referrer: Referral,
  subjects: ReadonlyArray<string>,
  namespace: string,
): boolean => {
  const now = movedTo.get(namespace)
  if (now === undefined) return false
  const written = writtenAs.get(namespace)
  return (
    referrer.isClusterScoped ||
    now.has(referrer.namespace) ||
    now.has(NOWHERE) ||
    subjects.some((subject) => written?.has(subject))
  )
}

/** Kinds are those that it has had; group and version those that it has. */
const isOf = ({ previous }: Resource, id: ResId, { group = '', version = '', kind = '' }: Gvk): boolean =>
  (group === '' || id.group === group) &&
  (version === '' || id.version === version) &&
  (kind === '' || previous.some((one) => one.kind === kind))

/** Whether two have been through the same prefixes and suffixes lately; none of them is like any if `orNone`. */
const isAlike = (a: Resource, b: Resource, orNone: boolean): boolean =>
  endAlike(a.prefixes ?? [], b.prefixes ?? [], orNone) && endAlike(a.suffixes ?? [], b.suffixes ?? [], orNone)

const endAlike = (a: ReadonlyArray<string>, b: ReadonlyArray<string>, orNone: boolean): boolean => {
  if (a.length === 0 || b.length === 0) return orNone || a.length === b.length
  const length = Math.min(a.length, b.length)
  return a.slice(-length).every((one, i) => one === b[b.length - length + i])
}

const placed = (name: string, namespace: string): string => `${namespace}/${name}`

const push = <A>(map: Map<string, A[]>, key: string, item: A): void => {
  const items = map.get(key)
  if (items === undefined) map.set(key, [item])
  else items.push(item)
}

const add = (map: Map<string, Set<string>>, key: string, item: string): void => {
  const items = map.get(key)
  if (items === undefined) map.set(key, new Set([item]))
  else items.add(item)
}
