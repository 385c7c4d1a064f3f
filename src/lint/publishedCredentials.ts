import { isArray, isObject, type Json, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { Fault } from './finding.js'
import { PUBLISHED } from './published.js'
import type { Stream } from './stream.js'

/**
 * No published default key of ClearML or its charts is anywhere in the stream: in any text or key of any object, in
 * the base64 of a Secret's `data` or a ConfigMap's `binaryData`, or in a `Basic` authorization header.
 */
export const publishedCredentials = (stream: Stream): ReadonlyArray<Fault> => {
  const faults: Fault[] = []
  for (const { manifest, identity: object } of stream.objects) {
    const report = (path: Path, value: string): void => {
      for (const credential of credentialsIn(value)) {
        faults.push({ _tag: 'PublishedCredential', object, path, credential })
      }
    }
    walk(manifest, [], encodedAt(object), report)
  }
  return faults
}

/** No published key is shorter, so most texts are not searched at all. */
const SHORTEST = Math.min(...PUBLISHED.map(([, key]) => key.length))

const ANY = new RegExp(PUBLISHED.map(([, key]) => key.replace(/[^\w]/g, '\\$&')).join('|'), 'g')
const NAMES: ReadonlyMap<string, string> = new Map(PUBLISHED.map(([name, key]) => [key, name] as const))

const credentialsIn = (value: string): ReadonlySet<string> =>
  new Set(Array.from(value.matchAll(ANY), ([key]) => NAMES.get(key) ?? ''))

/** The field of an object whose texts are base64. */
const encodedAt = ({ group, kind }: Identity): string | undefined =>
  group !== '' ? undefined : kind === 'Secret' ? 'data' : kind === 'ConfigMap' ? 'binaryData' : undefined

const walk = (
  value: Json,
  path: Path,
  encoded: string | undefined,
  report: (path: Path, value: string) => void,
): void => {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST) report(path, path[0] === encoded ? decoded(value) : withoutBasic(value))
  } else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) walk(value[i] ?? null, [...path, i], encoded, report)
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      // The path of such a key ends before it: it would print the key.
      if (key.length >= SHORTEST) report(path, key)
      walk(item, [...path, key], encoded, report)
    }
  }
}

const withoutBasic = (value: string): string => (value.startsWith('Basic ') ? decoded(value.slice(6)) : value)

/** A text that is no base64 stays as it is. */
const decoded = (value: string): string => {
  const base64 = value.replace(/\s/g, '')
  return /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0 ? atob(base64) : value
}
