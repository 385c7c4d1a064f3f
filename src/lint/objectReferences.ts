/** What objects that are no pods refer to by name. */
import { at, type Json, type JsonObject, type Path } from '../json.js'
import { groupOf, type Identity } from '../kube/identity.js'
import { number, object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import type { Reference } from './podReferences.js'
import { routedTo } from './routes.js'
import { type ServiceUse, serviceFaults } from './services.js'
import { beside, find, type Stream, type StreamObject } from './stream.js'

/** References of role bindings and autoscalers, and of claims and volumes to each other. */
export const objectReferences = (one: StreamObject): ReadonlyArray<Reference> => {
  const { manifest, identity: of } = one
  const spec = object(manifest, 'spec') ?? {}
  switch (`${of.group}/${of.kind}`) {
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return [...roleOf(manifest, of), ...subjectsOf(manifest, of)]
    case 'autoscaling/HorizontalPodAutoscaler': {
      const scaled = object(spec, 'scaleTargetRef') ?? {}
      const kind = text(scaled, 'kind') ?? ''
      const group = groupOf(text(scaled, 'apiVersion') ?? '')
      return refer(scaled, (name) => beside(of, kind, name, group), ['spec', 'scaleTargetRef'])
    }
    case '/PersistentVolumeClaim':
      return refer(spec, (name) => ({ group: '', kind: 'PersistentVolume', name }), ['spec'], 'volumeName')
    case '/PersistentVolume': {
      const claim = object(spec, 'claimRef') ?? {}
      return refer(claim, (name) => claimOf(claim, name), ['spec', 'claimRef'])
    }
    default:
      return []
  }
}

/** A Role is in the namespace of its binding, a ClusterRole in none. */
const roleOf = (manifest: JsonObject, of: Identity): ReadonlyArray<Reference> => {
  const role = object(manifest, 'roleRef') ?? {}
  const kind = text(role, 'kind')
  if (kind !== 'Role' && kind !== 'ClusterRole') return []
  const target = (name: string): Identity =>
    kind === 'Role' ? beside(of, kind, name, of.group) : { group: of.group, kind, name }
  return refer(role, target, ['roleRef'])
}

const subjectsOf = (manifest: JsonObject, of: Identity): ReadonlyArray<Reference> =>
  objects(manifest, 'subjects').flatMap(([index, subject]) => {
    if (text(subject, 'kind') !== 'ServiceAccount') return []
    const namespace = text(subject, 'namespace')
    const within = namespace === undefined ? of : { ...of, namespace }
    return refer(subject, (name) => beside(within, 'ServiceAccount', name), ['subjects', index])
  })

const claimOf = (claimRef: JsonObject, name: string): Identity => {
  const namespace = text(claimRef, 'namespace')
  return { group: '', kind: 'PersistentVolumeClaim', name, ...(namespace === undefined ? {} : { namespace }) }
}

const refer = (
  from: JsonObject,
  target: (name: string) => Identity,
  path: Path,
  field = 'name',
): ReadonlyArray<Reference> => {
  const name = text(from, field)
  return name === undefined ? [] : [{ target: target(name), path: [...path, field], keys: [] }]
}

/** A claim that names a volume, and a volume that names a claim, must mean each other. */
export const bindingFaults = (stream: Stream, one: StreamObject): ReadonlyArray<Fault> => {
  const of = one.identity
  const claims = of.kind === 'PersistentVolumeClaim'
  if (of.group !== '' || (!claims && of.kind !== 'PersistentVolume')) return []
  const [path, back]: readonly [Path, Path] = claims ? [TO_VOLUME, TO_CLAIM] : [TO_CLAIM, TO_VOLUME]
  const named = objectReferences(one)[0]?.target
  const other = named === undefined ? undefined : find(stream, named)
  const instead = other === undefined ? undefined : at(other.manifest, back)
  if (named === undefined || typeof instead !== 'string' || instead === '' || instead === of.name) return []
  return [{ _tag: 'OtherBinding', object: of, path, target: named, instead }]
}
const TO_VOLUME: Path = ['spec', 'volumeName']
const TO_CLAIM: Path = ['spec', 'claimRef', 'name']

/** The Services, and their ports, that what exposes them or a StatefulSet names. Secrets for TLS are made by others. */
export const serviceReferences = (stream: Stream, one: StreamObject): ReadonlyArray<Fault> =>
  servicesOf(one).flatMap((use) => serviceFaults(stream, use))

const servicesOf = ({ manifest, identity: of }: StreamObject): ReadonlyArray<ServiceUse> => {
  const spec = object(manifest, 'spec') ?? {}
  switch (`${of.group}/${of.kind}`) {
    case 'apps/StatefulSet': {
      const name = text(spec, 'serviceName')
      const path = ['spec', 'serviceName']
      return name === undefined ? [] : [{ object: of, service: beside(of, 'Service', name), path }]
    }
    case 'networking.k8s.io/Ingress':
    case 'extensions/Ingress':
      return [
        ...['defaultBackend', 'backend'].flatMap((key) => backend(of, object(spec, key), ['spec', key])),
        ...objects(spec, 'rules').flatMap(([index, rule]) =>
          objects(object(rule, 'http') ?? {}, 'paths').flatMap(([at, path]) =>
            backend(of, object(path, 'backend'), ['spec', 'rules', index, 'http', 'paths', at, 'backend']),
          ),
        ),
      ]
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'route.openshift.io/Route':
      return routedTo(of, spec)
    default:
      return []
  }
}

/** A backend as in `networking.k8s.io/v1`, or as before (`serviceName`, `servicePort`). */
const backend = (of: Identity, from: JsonObject | undefined, path: Path): ReadonlyArray<ServiceUse> => {
  if (from === undefined) return []
  const service = object(from, 'service')
  const [name, nameAt] = service
    ? [text(service, 'name'), [...path, 'service', 'name']]
    : [text(from, 'serviceName'), [...path, 'serviceName']]
  if (name === undefined) return []
  const found = service ? newPort(service, path) : oldPort(from, path)
  // The AWS Load Balancer Controller reads such a backend from an annotation: it is no Service.
  if (found?.value === 'use-annotation') return []
  const use = { object: of, service: beside(of, 'Service', name), path: nameAt }
  return [found === undefined ? use : { ...use, port: found }]
}

const newPort = (service: JsonObject, path: Path): ServiceUse['port'] => {
  const port = object(service, 'port') ?? {}
  const [key, value] = text(port, 'name') ? ['name', text(port, 'name')] : ['number', number(port, 'number')]
  return value === undefined ? undefined : { value, path: [...path, 'service', 'port', key ?? ''] }
}

const oldPort = (from: JsonObject, path: Path): ServiceUse['port'] => {
  const value: Json | undefined = text(from, 'servicePort') ?? number(from, 'servicePort')
  return value === undefined ? undefined : { value, path: [...path, 'servicePort'] }
}
