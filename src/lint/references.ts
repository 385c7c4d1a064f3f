import { at, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { keysIn, object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { claimTemplates } from './made.js'
import { bindingFaults, objectReferences, serviceReferences } from './objectReferences.js'
import { podReferences, type Reference } from './podReferences.js'
import { type Pod, specPath } from './pods.js'
import { exists, find, namesLike, type Stream, type StreamObject } from './stream.js'

/**
 * Everything that is referred to by name exists in the namespace, with the key that is used. Claims and volumes that
 * name each other agree. Volumes of a pod have names of their own, mounts of a container paths of their own.
 */
export const references = (stream: Stream): ReadonlyArray<Fault> =>
  stream.objects.flatMap((one) => {
    const others = [
      ...objectReferences(one).flatMap((to) => resolve(stream, one.identity, to)),
      ...bindingFaults(stream, one),
      ...serviceReferences(stream, one),
    ]
    const { pod } = one
    if (pod === undefined) return others
    const own = podReferences(pod).flatMap((to) => resolve(stream, one.identity, to))
    return [...own, ...mountFaults(one, pod), ...duplicateFaults(one, pod), ...others]
  })

const resolve = (stream: Stream, from: Identity, to: Reference): ReadonlyArray<Fault> => {
  const { target, path, keys } = to
  const found = find(stream, target)
  if (found === undefined) {
    return exists(stream, target)
      ? []
      : [{ _tag: 'MissingObject', object: from, path, target, known: namesLike(stream, target) }]
  }
  if (keys.length === 0 || isFilledLater(found)) return []
  const known = keysIn(found.manifest, ['data', 'binaryData', 'stringData'])
  return keys.flatMap(([key, keyPath]) =>
    known.includes(key) ? [] : [{ _tag: 'MissingKey', object: from, path: keyPath, target, key, known }],
  )
}

/** A Secret for a service account's token is filled by Kubernetes, an empty object marked so by what injects into it. */
const isFilledLater = ({ manifest }: StreamObject): boolean => {
  if (text(manifest, 'type') === 'kubernetes.io/service-account-token') return true
  const metadata = object(manifest, 'metadata') ?? {}
  const marks = keysIn(metadata, ['labels', 'annotations'])
  return at(manifest, ['data']) === undefined && marks.some((mark) => mark.includes('inject'))
}

/** Each mount names a volume of its pod; the claim templates of a StatefulSet are volumes too. */
const mountFaults = (one: StreamObject, pod: Pod): ReadonlyArray<Fault> => {
  const volumes = objects(pod.spec, 'volumes').flatMap(([, volume]) => text(volume, 'name') ?? [])
  const known = [...volumes, ...claimTemplates(one.manifest)]
  const faults: Fault[] = []
  for (const container of pod.containers) {
    for (const key of ['volumeMounts', 'volumeDevices']) {
      for (const [index, mount] of objects(container.manifest, key)) {
        const name = text(mount, 'name')
        if (name === undefined || known.includes(name)) continue
        const path = [...container.path, key, index, 'name']
        faults.push({ _tag: 'MissingVolume', object: one.identity, path, name, known })
      }
    }
  }
  return faults
}

/** Two volumes of one name, two mounts at one path: the API server refuses both. */
const duplicateFaults = (one: StreamObject, pod: Pod): ReadonlyArray<Fault> => {
  const object = one.identity
  const volumes = repeated(pod.spec, 'volumes', 'name', specPath(pod, 'volumes'))
  const mounts = pod.containers.flatMap(({ manifest, path }) =>
    repeated(manifest, 'volumeMounts', 'mountPath', [...path, 'volumeMounts']),
  )
  return [
    ...volumes.map(
      ({ value: name, path, first }): Fault => ({ _tag: 'DuplicateVolume', object, path, name, at: first }),
    ),
    ...mounts.map(
      ({ value, path, first }): Fault => ({
        _tag: 'DuplicateMount',
        object,
        path,
        mountPath: value,
        at: first,
      }),
    ),
  ]
}

interface Repeated {
  readonly value: string
  readonly path: Path
  readonly first: Path
}

/** The items of a list whose `field` an earlier one has too; a slash at its end makes no difference. */
const repeated = (of: JsonObject, list: string, field: string, path: Path): ReadonlyArray<Repeated> => {
  const seen = new Map<string, Path>()
  const found: Repeated[] = []
  for (const [index, item] of objects(of, list)) {
    const value = text(item, field)?.replace(/(.)\/+$/, '$1')
    if (value === undefined) continue
    const here = [...path, index, field]
    const first = seen.get(value)
    if (first === undefined) seen.set(value, here)
    else found.push({ value, path: here, first })
  }
  return found
}
