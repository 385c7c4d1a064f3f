/** The Services that an HTTPRoute of the Gateway API or a Route of OpenShift leads to. */
import type { JsonObject, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { number, object, objects, text } from './field.js'
import type { ServiceUse } from './services.js'
import { beside } from './stream.js'

/** By the `spec` of the object. Source: the references of gateway.networking.k8s.io/v1 and route.openshift.io/v1. */
export const routedTo = (of: Identity, spec: JsonObject): ReadonlyArray<ServiceUse> =>
  of.kind === 'Route' ? ofRoute(of, spec) : ofHttpRoute(of, spec)

const ofHttpRoute = (of: Identity, spec: JsonObject): ReadonlyArray<ServiceUse> =>
  objects(spec, 'rules').flatMap(([index, rule]) => {
    const at = ['spec', 'rules', index]
    return [
      ...objects(rule, 'backendRefs').flatMap(([i, backend]) => [
        ...backendRef(of, backend, [...at, 'backendRefs', i]),
        ...mirrors(of, backend, [...at, 'backendRefs', i]),
      ]),
      ...mirrors(of, rule, at),
    ]
  })

/** Filters that send a request to a second place too. */
const mirrors = (of: Identity, from: JsonObject, path: Path): ReadonlyArray<ServiceUse> =>
  objects(from, 'filters').flatMap(([index, filter]) => {
    const to = object(object(filter, 'requestMirror') ?? {}, 'backendRef')
    return to === undefined
      ? []
      : backendRef(of, to, [...path, 'filters', index, 'requestMirror', 'backendRef'])
  })

/** A Service unless it says another kind; its port is the number that the Service has. */
const backendRef = (of: Identity, from: JsonObject, path: Path): ReadonlyArray<ServiceUse> => {
  const name = text(from, 'name')
  if (
    name === undefined ||
    (text(from, 'kind') ?? 'Service') !== 'Service' ||
    (text(from, 'group') ?? '') !== ''
  )
    return []
  const namespace = text(from, 'namespace')
  const port = number(from, 'port')
  return [
    {
      object: of,
      service: beside(namespace === undefined ? of : { ...of, namespace }, 'Service', name),
      path: [...path, 'name'],
      ...(port === undefined ? {} : { port: { value: port, path: [...path, 'port'] } }),
    },
  ]
}

/** A port that is a number is one of the pods, which is not looked for; a name is one of the Service. */
const ofRoute = (of: Identity, spec: JsonObject): ReadonlyArray<ServiceUse> => {
  const port = text(object(spec, 'port') ?? {}, 'targetPort')
  const targets: ReadonlyArray<readonly [JsonObject, Path]> = [
    [object(spec, 'to') ?? {}, ['spec', 'to']],
    ...objects(spec, 'alternateBackends').map(
      ([index, backend]) => [backend, ['spec', 'alternateBackends', index]] as const,
    ),
  ]
  return targets.flatMap(([target, path]) => {
    const name = text(target, 'name')
    if (name === undefined || (text(target, 'kind') ?? 'Service') !== 'Service') return []
    return [
      {
        object: of,
        service: beside(of, 'Service', name),
        path: [...path, 'name'],
        ...(port === undefined ? {} : { port: { value: port, path: ['spec', 'port', 'targetPort'] } }),
      },
    ]
  })
}
