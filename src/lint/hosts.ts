import { get, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { number, object, objects, text, texts } from './field.js'
import type { Fault } from './finding.js'
import { type Container, type Pod, portsOf } from './pods.js'
import { type ServiceUse, serviceFaults, servicePorts } from './services.js'
import { showFault } from './showFinding.js'
import { beside, exists, ofKind, type Stream, type StreamObject } from './stream.js'
import { type Address, addresses, isHost } from './url.js'

/**
 * Names of Services in text are names of Services in the stream, with a port that the Service has: in URLs in env
 * values, args, commands and the data of ConfigMaps, and in pairs of `*_SERVICE_HOST` and `*_SERVICE_PORT`.
 *
 * Only hosts that can be Services: without a dot, or ending in `.svc` or `.svc.cluster.local`. A host without a dot can be
 * a Service of somebody else, and the text of a ConfigMap about anything: there only hosts that begin like something of
 * the stream. ClearML's own `CLEARML_…_SERVICE_HOST` is always one of the stream.
 */
export const hosts = (stream: Stream): ReadonlyArray<Fault> => {
  const faults = stream.objects.flatMap((one) => {
    if (one.pod !== undefined) return podFaults(stream, one.pod)
    return one.identity.group === '' && one.identity.kind === 'ConfigMap' ? dataFaults(stream, one) : []
  })
  if (faults.length === 0) return []
  const known = outside(stream)
  // A script can say one address many times.
  const once = new Map<string, Fault>()
  for (const { address, fault } of faults) {
    if (!leadsTo(known, address)) once.set(showFault(fault), fault)
  }
  return [...once.values()]
}

interface HostFault {
  readonly address: HostAndPort
  readonly fault: Fault
}
type HostAndPort = Pick<Address, 'host' | 'port'>

/** What leads from outside to the stream: an address with such a host or port is not one of a Service. */
interface Outside {
  readonly hosts: ReadonlySet<string>
  readonly ports: ReadonlySet<number>
}

const outside = (stream: Stream): Outside => ({
  hosts: new Set([
    ...[...ofKind(stream, 'networking.k8s.io/Ingress'), ...ofKind(stream, 'extensions/Ingress')].flatMap(
      (one) =>
        objects(object(one.manifest, 'spec') ?? {}, 'rules').flatMap(([, rule]) => text(rule, 'host') ?? []),
    ),
    ...ofKind(stream, 'gateway.networking.k8s.io/HTTPRoute').flatMap((one) =>
      texts(object(one.manifest, 'spec') ?? {}, 'hostnames').map(([, name]) => name),
    ),
    ...ofKind(stream, 'route.openshift.io/Route').flatMap(
      (one) => text(object(one.manifest, 'spec') ?? {}, 'host') ?? [],
    ),
  ]),
  ports: new Set([
    ...ofKind(stream, '/Service').flatMap((one) =>
      servicePorts(one).flatMap((port) => number(port, 'nodePort') ?? []),
    ),
    ...stream.pods.flatMap((pod) =>
      pod.containers.flatMap((container) =>
        portsOf(container).flatMap(([, port]) => number(port, 'hostPort') ?? []),
      ),
    ),
  ]),
})

const leadsTo = (known: Outside, { host, port }: HostAndPort): boolean =>
  known.hosts.has(host) || (port !== undefined && known.ports.has(port))

const podFaults = (stream: Stream, pod: Pod): ReadonlyArray<HostFault> => {
  const faults: HostFault[] = []
  for (const container of pod.containers) {
    for (const [value, path] of textsOf(container)) {
      for (const address of addresses(value)) {
        const found = addressFaults(stream, pod.owner, address, path)
        if (found.length > 0 && mayBeOurs(stream, address.host)) faults.push(...found)
      }
    }
    for (const { address, path, portPath, strict } of pairs(container)) {
      const found = addressFaults(stream, pod.owner, address, path, portPath)
      if (found.length > 0 && (strict || mayBeOurs(stream, address.host))) faults.push(...found)
    }
  }
  if (faults.length === 0) return []
  const aliases = objects(pod.spec, 'hostAliases').flatMap(([, alias]) =>
    texts(alias, 'hostnames').map(([, name]) => name),
  )
  return faults.filter(({ address }) => !aliases.includes(address.host))
}

/** Env values, args and commands that can hold a URL. Proxies are hosts outside the cluster. */
const textsOf = ({ manifest, path }: Container): ReadonlyArray<readonly [string, Path]> => {
  const found: Array<readonly [string, Path]> = []
  for (const [index, variable] of objects(manifest, 'env')) {
    const value = text(variable, 'value') ?? ''
    if (!value.includes('://') || text(variable, 'name')?.toLowerCase().endsWith('_proxy')) continue
    found.push([value, [...path, 'env', index, 'value']])
  }
  for (const key of ['command', 'args']) {
    for (const [index, value] of texts(manifest, key)) {
      if (value.includes('://')) found.push([value, [...path, key, index]])
    }
  }
  return found
}

interface Pair {
  readonly address: HostAndPort
  readonly path: Path
  readonly portPath: Path
  /** One of ClearML's own. */
  readonly strict: boolean
}

/** `X_SERVICE_HOST` of a container that is written out, with `X_SERVICE_PORT` where that is too. */
const pairs = ({ manifest, path }: Container): ReadonlyArray<Pair> => {
  const variables = objects(manifest, 'env')
  const at = (index: number): Path => [...path, 'env', index, 'value']
  const found: Pair[] = []
  for (const [index, variable] of variables) {
    const name = text(variable, 'name') ?? ''
    if (!name.endsWith('_SERVICE_HOST')) continue
    const host = text(variable, 'value')?.toLowerCase()
    if (host === undefined || !isHost(host)) continue
    const portName = name.replace(/HOST$/, 'PORT')
    const [portIndex, portVariable] = variables.find(([, other]) => get(other, 'name') === portName) ?? [
      0,
      {},
    ]
    const port = text(portVariable, 'value') ?? ''
    const address = /^\d+$/.test(port) ? { host, port: Number(port) } : { host }
    const strict = name.startsWith('CLEARML_')
    found.push({ address, path: at(index), portPath: at(portIndex), strict })
  }
  return found
}

const addressFaults = (
  stream: Stream,
  from: Identity,
  address: HostAndPort,
  path: Path,
  portPath: Path = path,
): ReadonlyArray<HostFault> => {
  const service = serviceOf(stream, from, address.host)
  if (service === undefined) return []
  const { port } = address
  const use: ServiceUse = {
    object: from,
    service,
    path,
    ...(port === undefined ? {} : { port: { value: port, path: portPath } }),
  }
  return serviceFaults(stream, use).map((fault) => ({ address, fault }))
}

/** The Service that a host can only be, from inside a pod of `from`'s namespace; `undefined` for another host. */
const serviceOf = (stream: Stream, from: Identity, host: string): Identity | undefined => {
  const name = host.replace(/\.svc(\.cluster\.local)?$/, '')
  if (name === host) {
    return host.includes('.') || host === 'localhost' || /^\d+$/.test(host)
      ? undefined
      : beside(from, 'Service', host)
  }
  // `service.namespace`, or `pod.service.namespace` for one pod of a headless Service.
  const labels = name.split('.')
  const namespace = labels.length > 1 ? labels[labels.length - 1] : from.namespace
  const service = labels.length > 1 ? labels[labels.length - 2] : labels[0]
  const target = beside(
    { ...from, ...(namespace === undefined ? {} : { namespace }) },
    'Service',
    service ?? '',
  )
  // Of a namespace that the stream does not say to be its own, nothing is known.
  const own =
    namespace === from.namespace || stream.objects.some((one) => one.identity.namespace === namespace)
  return own || exists(stream, target) ? target : undefined
}

const dataFaults = (stream: Stream, one: StreamObject): ReadonlyArray<HostFault> => {
  const data = object(one.manifest, 'data') ?? {}
  return Object.keys(data).flatMap((key) => {
    const value = text(data, key) ?? ''
    return addresses(value).flatMap((address) => {
      const faults = addressFaults(stream, one.identity, address, ['data', key])
      return faults.length > 0 && isMeant(stream, value, address) ? faults : []
    })
  })
}

/**
 * Not in a comment, not the name of an nginx `upstream`, and with the beginning of something of the stream.
 */
const isMeant = (stream: Stream, value: string, { host, offset }: Address): boolean => {
  const line = value.slice(value.lastIndexOf('\n', offset - 1) + 1, offset)
  if (/^\s*(#|\/\/|;)/.test(line)) return false
  if (new RegExp(`\\bupstream\\s+${host.replaceAll('.', '\\.')}\\b`).test(value)) return false
  return beginsLikeOurs(stream, host)
}

/** With a dot it says itself that it is a Service; without one it must begin like one of the stream. */
const mayBeOurs = (stream: Stream, host: string): boolean =>
  host.includes('.') || beginsLikeOurs(stream, host)

/** With the name, or the first part (`clearml-`) of the name, of a Service or workload of the stream. */
const beginsLikeOurs = (stream: Stream, host: string): boolean => {
  const name = host.split('.')[0] ?? ''
  const start = name.slice(0, name.indexOf('-') + 1)
  const owners = stream.pods.map((pod) => pod.owner)
  const services = ofKind(stream, '/Service').map((service) => service.identity)
  return [...owners, ...services].some(
    (of) => of.name === name || (start !== '' && of.name.startsWith(start)),
  )
}
