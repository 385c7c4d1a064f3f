/** Objects by the names that a reader knows them by. */
import { type Identity, showIdentity } from '../kube/identity.js'
import type { Difference, ObjectChange } from './change.js'
import { printable } from './text.js'

/** `Deployment/ml/web`; with the group where two of them would be called the same: `Ingress/ml/web (networking.k8s.io)`. */
export const namesOf = ({ changes }: Difference): ((change: ObjectChange) => string) => {
  const count = new Map<string, number>()
  for (const { object } of changes) count.set(nameOf(object), (count.get(nameOf(object)) ?? 0) + 1)
  return ({ object }) => {
    const name = nameOf(object)
    return (count.get(name) ?? 0) > 1 ? `${name} (${printable(object.group || 'core')})` : name
  }
}

/** `Deployment/ml/web`, `Namespace/ml`. */
export const nameOf = (object: Identity): string => printable(showIdentity(object, 'namespace'))
