/** The name of an object. Source: "Object Names and IDs" of the documentation, and the strategies of each kind. */
import { get, isObject } from '../../json.js'
import { groupOf } from '../../kube/identity.js'
import { below, type Check, type Located, type ObjectCheck, problem, problemAt } from '../rule.js'
import { isSince } from '../version.js'
import { dns1035Label, dnsLabel, dnsSubdomain, pathSegment } from './format.js'

/** `metadata.name` of a whole manifest: it is there, unless a prefix is, and as its kind wants it. */
export const objectName: ObjectCheck = (manifest, scope) => {
  const metadata = get(manifest, 'metadata')
  const path = ['metadata', 'name']
  if (!isObject(metadata ?? null)) return problemAt(path, { _tag: 'MissingRequired' })
  const { name = '', generateName = '' } = metadata as {
    readonly name?: string
    readonly generateName?: string
  } // the walk has seen texts
  if ((name ?? '') === '')
    return (generateName ?? '') === '' ? problemAt(path, { _tag: 'MissingRequired' }) : []
  const apiVersion = String(get(manifest, 'apiVersion'))
  const kind = String(get(manifest, 'kind'))
  const check = formatOf(groupOf(apiVersion), kind, scope.version)
  return below(path, [...check(name, scope), ...tooLong(kind, name)])
}

const formatOf = (group: string, kind: string, version: string): Check => {
  // RelaxedServiceNameValidation is on by default since 1.36.
  if (group === '' && kind === 'Service') return isSince(version, '1.36') ? dnsLabel : dns1035Label
  if (group === '' && kind === 'Namespace') return dnsLabel
  if (group === 'rbac.authorization.k8s.io') return pathSegment
  if (kind === 'PodDisruptionBudget') return pathSegment // its name is not validated
  return OWN.includes(kind) ? () => [] : dnsSubdomain
}

/** Names with colons, capital letters or a trailing dot. */
const OWN = ['APIService', 'CSIDriver', 'ClusterTrustBundle', 'IPAddress', 'StorageVersion']

/** The controller makes Jobs whose names are longer by 11. */
const tooLong = (kind: string, name: string): ReadonlyArray<Located> =>
  kind === 'CronJob' && name.length > 52
    ? problem({ _tag: 'InvalidFormat', found: name, expected: 'at most 52 characters' })
    : []
