import { at } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { keysIn, object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { claimTemplates } from './made.js'
import { bindingFaults, objectReferences, serviceReferences } from './objectReferences.js'
import { podReferences, type Reference } from './podReferences.js'
import type { Pod } from './pods.js'
import { exists, find, namesLike, type Stream, type StreamObject } from './stream.js'

/**
 * Everything that is referred to by name exists in the namespace, with the key that is used. Claims and volumes that
 * name each other agree.
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
    return [...own, ...mountFaults(one, pod), ...others]
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
