import { get, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { items, number, object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { type Container, type Pod, portsOf } from './pods.js'
import { type ServiceUse, serviceFaults, servicePorts } from './services.js'
import { beside, exists, ofKind, type Stream, type StreamObject } from './stream.js'
import { type Address, addresses, isHost } from './url.js'

/**
 * Names of Services in text are names of Services in the stream, with a port that the Service has: in URLs in env
 * values, args, commands and the data of ConfigMaps, and in pairs of `*_SERVICE_HOST` and `*_SERVICE_PORT`.
 *
 * Only hosts that can be Services: without a dot, or ending in `.svc` or `.svc.cluster.local`. In a ConfigMap, whose
 * text can be about anything, only hosts that begin like something of the stream.
 */
export const hosts = (stream: Stream): ReadonlyArray<Fault> => {
  const known = outside(stream)
  return stream.objects.flatMap((one) => [
    ...(one.pod === undefined ? [] : podFaults(stream, known, one.pod)),
    ...(one.identity.group === '' && one.identity.kind === 'ConfigMap' ? dataFaults(stream, known, one) : []),
  ])
}

/** What leads from outside to the stream: an address with such a host or port is not one of a Service. */
interface Outside {
  readonly hosts: ReadonlySet<string>
  readonly ports: ReadonlySet<number>
}

const outside = (stream: Stream): Outside => ({
  hosts: new Set(
    [...ofKind(stream, 'networking.k8s.io/Ingress'), ...ofKind(stream, 'extensions/Ingress')].flatMap((one) =>
      objects(object(one.manifest, 'spec') ?? {}, 'rules').flatMap(([, rule]) => text(rule, 'host') ?? []),
    ),
  ),
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

const podFaults = (stream: Stream, known: Outside, pod: Pod): ReadonlyArray<Fault> =>
  pod.containers.flatMap((container) => {
    const texts = textsOf(container)
    if (texts.length === 0) return []
    const aliases = objects(pod.spec, 'hostAliases').flatMap(([, alias]) =>
      items(alias, 'hostnames').map(([, name]) => name),
    )
    return [
      ...texts.flatMap(([value, path]) =>
        addresses(value).flatMap((address) =>
          aliases.includes(address.host) ? [] : addressFaults(stream, known, pod.owner, address, path),
        ),
      ),
      ...pairs(container).flatMap(({ host, port, path, portPath }) => {
        const service = aliases.includes(host) ? undefined : serviceOf(stream, pod.owner, host)
        if (service === undefined) return []
        const use: ServiceUse = { object: pod.owner, service, path }
        return serviceFaults(
          stream,
          port === undefined ? use : { ...use, port: { value: port, path: portPath } },
        )
      }),
    ]
  })

/** Env values, args and commands. Proxies are hosts outside the cluster. */
const textsOf = ({ manifest, path }: Container): ReadonlyArray<readonly [string, Path]> => [
  ...objects(manifest, 'env').flatMap(([index, variable]) => {
    const value = text(variable, 'value')
    const proxy = /_proxy$/i.test(text(variable, 'name') ?? '')
    return value === undefined || proxy ? [] : [[value, [...path, 'env', index, 'value']] as const]
  }),
  ...['command', 'args'].flatMap((key) =>
    items(manifest, key).flatMap(([index, value]) =>
      typeof value === 'string' ? [[value, [...path, key, index]] as const] : [],
    ),
  ),
]

interface Pair {
  readonly host: string
  readonly port: number | undefined
  readonly path: Path
  readonly portPath: Path
}

/** `X_SERVICE_HOST` and `X_SERVICE_PORT` of one container, where both are written out. */
const pairs = ({ manifest, path }: Container): ReadonlyArray<Pair> => {
  const variables = objects(manifest, 'env')
  return variables.flatMap(([index, variable]) => {
    const name = text(variable, 'name') ?? ''
    const host = text(variable, 'value')
    if (!name.endsWith('_SERVICE_HOST') || host === undefined || !isHost(host)) return []
    const portName = name.replace(/HOST$/, 'PORT')
    const [portIndex, portVariable] = variables.find(([, other]) => get(other, 'name') === portName) ?? [
      0,
      {},
    ]
    const port = text(portVariable, 'value') ?? ''
    const at = (position: number): Path => [...path, 'env', position, 'value']
    const written = /^\d+$/.test(port) ? Number(port) : undefined
    return [{ host: host.toLowerCase(), port: written, path: at(index), portPath: at(portIndex) }]
  })
}

const addressFaults = (
  stream: Stream,
  known: Outside,
  from: Identity,
  { host, port }: Address,
  path: Path,
): ReadonlyArray<Fault> => {
  if (known.hosts.has(host) || (port !== undefined && known.ports.has(port))) return []
  const service = serviceOf(stream, from, host)
  if (service === undefined) return []
  const use: ServiceUse = { object: from, service, path }
  return serviceFaults(stream, port === undefined ? use : { ...use, port: { value: port, path } })
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

const dataFaults = (stream: Stream, known: Outside, one: StreamObject): ReadonlyArray<Fault> => {
  const data: JsonObject = object(one.manifest, 'data') ?? {}
  return Object.keys(data).flatMap((key) => {
    const value = text(data, key) ?? ''
    return addresses(value).flatMap((address) => {
      const faults = addressFaults(stream, known, one.identity, address, ['data', key])
      return faults.length > 0 && isMeant(stream, value, address) ? faults : []
    })
  })
}

/** Not in a comment, not the name of an nginx `upstream`, and like the name of a Service or workload of the stream. */
const isMeant = (stream: Stream, value: string, { host, offset }: Address): boolean => {
  const line = value.slice(value.lastIndexOf('\n', offset - 1) + 1, offset)
  if (/^\s*(#|\/\/|;)/.test(line)) return false
  if (new RegExp(`\\bupstream\\s+${host.replaceAll('.', '\\.')}\\b`).test(value)) return false
  const start = host.slice(0, host.indexOf('-') + 1)
  const owners = stream.pods.map((pod) => pod.owner)
  const services = ofKind(stream, '/Service').map((service) => service.identity)
  return [...owners, ...services].some(
    ({ name }) => name === host || (start !== '' && name.startsWith(start)),
  )
}
