/** Objects by what a replacement says of them: literally, with all names that they have had. */
import { effectiveNamespace, idsOf, type ResId, type Resource, resIdOf } from '../patch/resource.js'
import type { ObjectNamed } from './kustomization.js'

/** The ids of resources, each resource's worked out once. */
export const idsKept = (): ((resource: Resource) => ReadonlyArray<ResId>) => {
  const known = new WeakMap<Resource, ReadonlyArray<ResId>>()
  return (resource) => {
    const found = known.get(resource) ?? idsFor(resource)
    known.set(resource, found)
    return found
  }
}

/** With the namespaces that Kustomize compares here: only what was renamed is known to be cluster-scoped. */
const idsFor = (resource: Resource): ReadonlyArray<ResId> => {
  const [, ...previous] = idsOf(resource)
  const now = resIdOf(resource.manifest)
  return [
    { ...now, namespace: now.namespace ?? 'default' },
    ...previous.map((id) => ({ ...id, namespace: effectiveNamespace(id) })),
  ]
}

/** Whether one of the ids has all that is said; what is absent or '' is any. */
export const isNamed = (
  ids: ReadonlyArray<ResId>,
  { group = '', version = '', kind = '', name = '', namespace = '' }: ObjectNamed,
): boolean =>
  ids.some(
    (id) =>
      (name === '' || id.name === name) &&
      (kind === '' || id.kind === kind) &&
      (namespace === '' || id.namespace === namespace) &&
      (group === '' || id.group === group) &&
      (version === '' || id.version === version),
  )

/** `kind Deployment, name api`. */
export const showNamed = (named: ObjectNamed): string => {
  const said = WORDS.flatMap((word) => {
    const text = named[word] ?? ''
    return text === '' ? [] : [`${word} ${text}`]
  })
  return said.length === 0 ? 'any object' : `object of ${said.join(', ')}`
}

const WORDS = ['group', 'version', 'kind', 'name', 'namespace'] as const
