/** Host names of renamed Services in texts: of environment variables, commands and ConfigMaps. */

import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { type Field, fieldOf, setField } from './fieldSpec.js'
import type { Referral, Referrals } from './referrals.js'

/**
 * Puts the present host names of Services into a manifest. Text is a host name where it can be nothing else: after `://`,
 * before a port of that Service, with `.NAMESPACE.svc`, or as the value of what is called a host (a variable, a key, a
 * flag). It is replaced where exactly one renamed Service is meant, and no other one is called so now.
 */
export const withHostNames = (
  all: ReadonlyArray<Referral>,
  referrals: Referrals,
): ((referrer: Referral, manifest: JsonObject) => JsonObject) => {
  const names = hostsOf(all, referrals)
  if (names.byName.size === 0) return (_, manifest) => manifest
  return (referrer, manifest) => {
    const replaced = (text: string, role: Role): string => inText(text, role, referrer.namespace, names)
    const { kind } = referrer.id
    if (kind === 'ConfigMap') return withData(manifest, replaced)
    const fields = Object.hasOwn(TEXTS, kind) ? (TEXTS[kind] ?? []) : []
    return fields.reduce((now, { field, role }) => {
      const set = setField(now, field, (value) => E.right(withTexts(value, role, replaced)))
      return E.isRight(set) ? set.right : now
    }, manifest)
  }
}

/** What a text is: one whose whole may be a host name, a list of words, or any. */
type Role = 'host' | 'text'

interface TextField {
  readonly field: Field
  readonly role: 'env' | 'words' | 'host'
}

const inPods = (pod: string): ReadonlyArray<TextField> =>
  ['containers', 'initContainers'].flatMap((list) => [
    { field: fieldOf({ path: `${pod}/${list}/env` }), role: 'env' as const },
    { field: fieldOf({ path: `${pod}/${list}/command` }), role: 'words' as const },
    { field: fieldOf({ path: `${pod}/${list}/args` }), role: 'words' as const },
  ])

const template = inPods('spec/template/spec')

const TEXTS: Readonly<Record<string, ReadonlyArray<TextField>>> = {
  Pod: inPods('spec'),
  PodTemplate: inPods('template/spec'),
  Deployment: template,
  ReplicaSet: template,
  ReplicationController: template,
  DaemonSet: template,
  StatefulSet: template,
  Job: template,
  CronJob: inPods('spec/jobTemplate/spec/template/spec'),
  Service: [{ field: fieldOf({ path: 'spec/externalName' }), role: 'host' }],
}

type Replace = (text: string, role: Role) => string

/** Names of variables, keys and flags whose whole value is a host. */
const IS_HOST = /host|addr|server|endpoint|ur[il]|service|node|seed|peer|broker/i

const withTexts = (value: Json, role: TextField['role'], replace: Replace): Json => {
  if (typeof value === 'string') return role === 'host' ? replace(value, 'host') : value
  if (!isArray(value)) return value
  const items = value.map((item, i) => {
    if (role === 'env') return isObject(item) ? withVariable(item, replace) : item
    const before = value[i - 1]
    const isHost = typeof before === 'string' && /^--?[\w-]+$/.test(before) && IS_HOST.test(before)
    return typeof item === 'string' ? replace(item, isHost ? 'host' : 'text') : item
  })
  return items.some((item, i) => item !== value[i]) ? items : value
}

const withVariable = (variable: JsonObject, replace: Replace): JsonObject => {
  const { name, value } = variable
  if (typeof name !== 'string' || typeof value !== 'string') return variable
  const text = replace(value, IS_HOST.test(name) ? 'host' : 'text')
  return text === value ? variable : { ...variable, value: text }
}

const withData = (manifest: JsonObject, replace: Replace): JsonObject => {
  const data = get(manifest, 'data') ?? null
  if (!isObject(data)) return manifest
  const entries = Object.entries(data).map(([key, value]): readonly [string, Json] => [
    key,
    typeof value === 'string' ? replace(value, IS_HOST.test(key) ? 'host' : 'text') : value,
  ])
  return entries.some(([key, value]) => value !== data[key])
    ? { ...manifest, data: Object.fromEntries(entries) }
    : manifest
}

interface Host {
  readonly name: string
  readonly namespace: string
  /** What it was called, or is. */
  readonly namespaces: ReadonlySet<string>
  readonly ports: ReadonlySet<string>
}

interface Hosts {
  /** By every name that a Service has had and has no more, or had in another namespace. */
  readonly byName: ReadonlyMap<string, ReadonlyArray<Host>>
  /** Names that Services have now, with their namespaces. */
  readonly taken: ReadonlySet<string>
  /** Names of StatefulSets' pods go before that of their Service; by the old name, what is now before the ordinal. */
  readonly pods: ReadonlyMap<string, string>
}

const hostsOf = (all: ReadonlyArray<Referral>, { byName }: Referrals): Hosts => {
  const isService = ({ id }: Referral): boolean => id.kind === 'Service' && id.group === ''
  const hosts = new Map<string, ReadonlyArray<Host>>()
  for (const [name, found] of byName) {
    const changed = found.filter(
      (one) =>
        isService(one) &&
        (one.id.name !== name || one.resource.previous.some((id) => namespaceOf(id) !== one.namespace)),
    )
    if (changed.length > 0) hosts.set(name, changed.map(hostOf))
  }
  const sets = all.filter(({ id }) => id.kind === 'StatefulSet')
  return {
    byName: hosts,
    taken: new Set(all.filter(isService).map(({ id, namespace }) => `${namespace}/${id.name}`)),
    pods: new Map(
      sets.flatMap(({ id, namespace, resource }) =>
        resource.previous.map((old) => [`${namespace}/${old.name}`, id.name] as const),
      ),
    ),
  }
}

const namespaceOf = ({ namespace = 'default' }: { readonly namespace?: string }): string => namespace

const hostOf = ({ id, namespace, resource }: Referral): Host => {
  const { spec = null } = resource.manifest
  const ports = isObject(spec) ? (get(spec, 'ports') ?? null) : null
  return {
    name: id.name,
    namespace,
    namespaces: new Set([namespace, ...resource.previous.map(namespaceOf)]),
    ports: new Set(
      isArray(ports)
        ? ports.flatMap((port) =>
            isObject(port) && typeof port.port === 'number' ? [String(port.port)] : [],
          )
        : [],
    ),
  }
}

/** A whole word of host labels; what is around it says whether it is a host. */
const WORD = /(?<![\w.-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*(?![\w-])/g

const inText = (text: string, role: Role, namespace: string, hosts: Hosts): string =>
  text.replace(WORD, (word, start: number) => {
    const labels = word.split('.')
    const i = hosts.byName.has(labels[0] ?? '') ? 0 : hosts.byName.has(labels[1] ?? '') ? 1 : -1
    if (i < 0) return word
    const [name = '', said, svc] = labels.slice(i)
    const host = oneOf(name, said, namespace, hosts)
    const context = {
      before: text.slice(Math.max(0, start - 120), start),
      after: text.slice(start + word.length),
    }
    const isWhole = role === 'host' && word.length === text.trim().length
    if (host === undefined || !(isWhole || (said !== undefined && svc === 'svc') || isHost(context, host)))
      return word
    const pod = i === 0 ? [] : podOf(labels[0] ?? '', host, hosts)
    if (pod === undefined) return word
    const rest = labels.slice(i + 2)
    return [...pod, host.name, ...(said === undefined ? [] : [host.namespace]), ...rest].join('.')
  })

/** The one Service that the name means, in a namespace or in that of the referrer. */
const oneOf = (name: string, said: string | undefined, namespace: string, hosts: Hosts): Host | undefined => {
  if (hosts.taken.has(`${said ?? namespace}/${name}`)) return undefined
  const found = (hosts.byName.get(name) ?? []).filter((host) =>
    said === undefined ? host.namespace === namespace && host.name !== name : host.namespaces.has(said),
  )
  return found.length === 1 ? found[0] : undefined
}

const isHost = (
  { before, after }: { readonly before: string; readonly after: string },
  { ports }: Host,
): boolean => {
  if (/:\/\/(?:[^\s/"']*@)?$/.test(before)) return true
  if (before.endsWith('/') || before.endsWith('@')) return false
  const [, port = ''] = /^(?::|["']?,?\s+["']?)(\d{1,5})(?!\w)/.exec(after) ?? []
  if (ports.has(port)) return true
  return /(?:^|[\s"'_.-])(?:[\w.-]*hosts?|hostname)["']?\s*(?:[:=]\s*|\s)\[?\s*["']?$/i.test(before)
}

/** `mongodb-0` before the name of its Service; `undefined` where it is no pod of a StatefulSet. */
const podOf = (label: string, { namespace }: Host, { pods }: Hosts): ReadonlyArray<string> | undefined => {
  const [, set = '', ordinal = ''] = /^(.*)-(\d+)$/.exec(label) ?? []
  if (set === '') return undefined
  return [`${pods.get(`${namespace}/${set}`) ?? set}-${ordinal}`]
}
