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
  const everywhere = isSuspect(stream)
  for (const { manifest, identity: object } of stream.objects) {
    const encoded = encodedAt(object)
    if (!everywhere && (encoded === undefined || manifest[encoded] === undefined)) continue
    walk(manifest, [], encoded, (path, value) => {
      for (const [credential, key] of PUBLISHED) {
        if (value.includes(key)) {
          faults.push({ _tag: 'PublishedCredential', object, path: [...path], credential })
        }
      }
    })
  }
  return faults
}

/**
 * Whether a walk through all objects can find something. One text of the whole stream is searched much faster than each
 * of its texts, and holds the same keys, since JSON escapes none of their characters.
 */
const isSuspect = (stream: Stream): boolean => {
  const json = JSON.stringify(stream.objects.map(({ manifest }) => manifest))
  return json.includes('"Basic ') || PUBLISHED.some(([, key]) => json.includes(key))
}

/** No published key is shorter, so most texts are not searched at all. */
const SHORTEST = Math.min(...PUBLISHED.map(([, key]) => key.length))

/** The field of an object whose texts are base64. */
const encodedAt = ({ group, kind }: Identity): string | undefined =>
  group !== '' ? undefined : kind === 'Secret' ? 'data' : kind === 'ConfigMap' ? 'binaryData' : undefined

/** `path` is one list that grows and shrinks on the way: most of its states are never asked for. */
const walk = (
  value: Json,
  path: Array<string | number>,
  encoded: string | undefined,
  visit: (path: Path, value: string) => void,
): void => {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST) visit(path, path[0] === encoded ? decoded(value) : withoutBasic(value))
  } else if (isArray(value)) {
    value.forEach((item, index) => {
      path.push(index)
      walk(item, path, encoded, visit)
      path.pop()
    })
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      // The path of such a key ends before it: it would print the key.
      if (key.length >= SHORTEST) visit(path, key)
      path.push(key)
      walk(value[key] ?? null, path, encoded, visit)
      path.pop()
    }
  }
}

const withoutBasic = (value: string): string => (value.startsWith('Basic ') ? decoded(value.slice(6)) : value)

/** A text that is no base64 stays as it is. The padding at the end may be missing. */
const decoded = (value: string): string => {
  const base64 = value.replace(/\s/g, '').replace(/={1,2}$/, '')
  return /^[A-Za-z0-9+/]*$/.test(base64) && base64.length % 4 !== 1 ? atob(base64) : value
}
