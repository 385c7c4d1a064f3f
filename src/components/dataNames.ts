/** How the data of a component is named, where it lies, and whose it is. */
import type { Values } from '../values/table.js'
import type { VolumeOf } from './installation.js'
import { inDefaultNamespace } from './namespace.js'

/** The claim's name: a stable contract. Another name would be another, empty volume. */
export const claimNameOf = (of: VolumeOf): string => `clearml-${of}-data`

/**
 * The name of the volume that is made for a claim. Volumes belong to the whole cluster, so a namespace that is not the
 * default one is in it.
 */
export const volumeNameOf = (values: Values, of: VolumeOf): string =>
  inDefaultNamespace(values) ? claimNameOf(of) : `${claimNameOf(of)}-${values.namespace.name}`

/**
 * The directory of a component's data below `base`. The stores' directories are those of server 2.x, so that data which
 * Elasticsearch 7 or MongoDB 3.6 wrote beside them (`elastic_7`, `mongo`) is never opened by today's versions; uploaded
 * files have no version, and lie where they always lay. A namespace that is not the default one lies below `ns`.
 * Law: no directory of one namespace lies in a directory of another, whatever the namespaces are called.
 */
export const directoryOf = (values: Values, of: VolumeOf, base: string): string => {
  const root = inDefaultNamespace(values) ? base : `${base}/ns/${values.namespace.name}`
  return of === 'fileserver' ? `${root}/fileserver` : `${root}/server_2/${of}`
}

/** User and group id that a component's data must belong to. The container's security context wins, as in Kubernetes. */
export const ownerOf = (values: Values, of: VolumeOf): { readonly user: number; readonly group: number } => {
  const { podSecurityContext: pod, securityContext: container } = values[of]
  const user = container.runAsUser ?? pod.runAsUser ?? 0
  return { user, group: pod.fsGroup ?? container.runAsGroup ?? pod.runAsGroup ?? user }
}
