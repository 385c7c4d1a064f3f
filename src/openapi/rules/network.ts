/** Services, Ingresses and NetworkPolicies. Source: pkg/apis/core and networking, validation. */
import { get, isObject } from '../../json.js'
import { type ObjectCheck, type ObjectChecks, problem, problemAt } from '../rule.js'
import { exactlyOne, given, items, uniqueNames } from './containers.js'

const portsNeeded: ObjectCheck = (spec) => {
  const isHeadless = get(spec, 'clusterIP') === 'None'
  const type = get(spec, 'type') ?? 'ClusterIP'
  if (type === 'ExternalName') {
    return given(spec, ['externalName']).length === 0
      ? problemAt(['externalName'], { _tag: 'MissingRequired' })
      : []
  }
  return isHeadless || items(spec, 'ports').length > 0
    ? []
    : problemAt(['ports'], { _tag: 'MissingRequired' })
}

const portNames: ObjectCheck = (spec) => {
  const ports = items(spec, 'ports')
  return ports.length < 2
    ? []
    : ports.flatMap(([index, one]) =>
        given(one, ['name']).length === 0
          ? problemAt(['ports', index, 'name'], { _tag: 'MissingRequired' })
          : [],
      )
}

const isOpen = (type: unknown): boolean => type === 'NodePort' || type === 'LoadBalancer'

/** The range is the API server's default, `--service-node-port-range`; a cluster may have another one. */
const nodePorts: ObjectCheck = (spec) => {
  const type = get(spec, 'type') ?? 'ClusterIP'
  return items(spec, 'ports').flatMap(([index, one]) => {
    const found = get(one, 'nodePort') ?? 0
    const path = ['ports', index, 'nodePort']
    if (typeof found !== 'number' || found === 0) return []
    if (!isOpen(type)) {
      return problemAt(path, { _tag: 'Contradiction', expected: `may not be used with the type ${type}` })
    }
    return found < 30000 || found > 32767
      ? [{ _tag: 'OutOfRange', found, minimum: 30000, maximum: 32767, path, severity: 'warning' as const }]
      : []
  })
}

const headless: ObjectCheck = (spec) =>
  get(spec, 'clusterIP') === 'None' && isOpen(get(spec, 'type'))
    ? problemAt(['clusterIP'], {
        _tag: 'Contradiction',
        expected: `may not be None with the type ${get(spec, 'type')}`,
      })
    : []

const trafficPolicy: ObjectCheck = (spec) =>
  given(spec, ['externalTrafficPolicy']).length > 0 &&
  !isOpen(get(spec, 'type')) &&
  lengthOf(spec, 'externalIPs') === 0
    ? problemAt(['externalTrafficPolicy'], {
        _tag: 'Contradiction',
        expected: 'may only be set with the type NodePort or LoadBalancer',
      })
    : []

const lengthOf = (spec: Parameters<ObjectCheck>[0], key: string): number => {
  const list = get(spec, key)
  return Array.isArray(list) ? list.length : 0
}

const rulesOrBackend: ObjectCheck = (spec) =>
  items(spec, 'rules').length === 0 && given(spec, ['defaultBackend']).length === 0
    ? problemAt(['rules'], { _tag: 'MissingRequired' })
    : []

/** Exact and Prefix take absolute paths; ImplementationSpecific an absolute one or none. */
const ingressPath: ObjectCheck = (one) => {
  const path = get(one, 'path') ?? ''
  if (typeof path !== 'string' || path.startsWith('/')) return []
  return path === '' && get(one, 'pathType') === 'ImplementationSpecific'
    ? []
    : problemAt(['path'], { _tag: 'InvalidFormat', found: path, expected: 'an absolute path' })
}

const backend: ObjectCheck = (one, scope) => {
  const service = get(one, 'service')
  const port = service !== undefined && isObject(service) ? get(service, 'port') : undefined
  const chosen = exactlyOne('resource', 'service')(one, scope)
  if (chosen.length > 0 || service === undefined) return chosen
  const named =
    port !== undefined && isObject(port) ? portOf(given(port, ['name']), get(port, 'number')) : 'none'
  if (named === 'one') return []
  const found = named === 'none' ? [] : ['name', 'number']
  return problemAt(['service', 'port'], { _tag: 'ExactlyOne', of: ['name', 'number'], found })
}

const portOf = (names: ReadonlyArray<string>, number: unknown): 'none' | 'one' | 'both' => {
  const hasNumber = number !== undefined && number !== null && number !== 0
  if (names.length > 0) return hasNumber ? 'both' : 'one'
  return hasNumber ? 'one' : 'none'
}

const endPort: ObjectCheck = (one) => {
  const [from, to] = [get(one, 'port'), get(one, 'endPort')]
  if (typeof to !== 'number') return []
  if (typeof from !== 'number') {
    return problemAt(['endPort'], { _tag: 'Contradiction', expected: 'needs a port that is a number' })
  }
  return to < from
    ? problemAt(['endPort'], { _tag: 'Contradiction', expected: `must not be less than the port ${from}` })
    : []
}

const peer: ObjectCheck = (one) => {
  const selectors = given(one, ['podSelector', 'namespaceSelector'])
  const block = given(one, ['ipBlock'])
  if (block.length > 0 && selectors.length > 0) {
    return problem({ _tag: 'ExactlyOne', of: ['ipBlock', 'podSelector'], found: [...block, ...selectors] })
  }
  return block.length + selectors.length === 0
    ? problem({ _tag: 'ExactlyOne', of: ['ipBlock', 'podSelector', 'namespaceSelector'], found: [] })
    : []
}

export const network: ObjectChecks = {
  'core.v1.ServiceSpec': [portsNeeded, portNames, uniqueNames('ports'), nodePorts, headless, trafficPolicy],
  'networking.v1.IngressSpec': [rulesOrBackend],
  'networking.v1.HTTPIngressPath': [ingressPath],
  'networking.v1.IngressBackend': [backend],
  'networking.v1.NetworkPolicyPort': [endPort],
  'networking.v1.NetworkPolicyPeer': [peer],
}
