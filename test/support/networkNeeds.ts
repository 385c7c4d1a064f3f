/**
 * The connections that a stream needs, read from its manifests and from nothing else: names of hosts in environment and
 * commands, led through Services to pods; tokens of service accounts; what is exposed; what Prometheus is told.
 */
import { parse } from 'yaml'
import { type Json, type JsonObject, leavesOf } from '../../src/json.js'
import type {
  ConfigMap,
  CronJob,
  Deployment,
  Ingress,
  PodTemplateSpec,
  Service,
} from '../../src/kube/types.js'
import type { Connection, SimulatedAddress, SimulatedPod } from './networkSimulator.js'
import { type Manifests, ofKind } from './objects.js'

/** A pod of the stream, with the template that it is made of. */
export interface StreamPod extends SimulatedPod {
  readonly component: string
  readonly template: PodTemplateSpec
}

export interface Need extends Connection {
  readonly because: string
}

/** What is around every cluster of these tests. */
export const surroundings = {
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ip: '10.244.0.2' },
  nodeDns: { ip: '169.254.20.10' },
  kubernetesApi: { ip: '10.0.0.1' },
  controller: {
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    ip: '10.244.0.3',
  },
  prometheus: { namespace: 'monitoring', labels: { app: 'prometheus' }, ip: '10.244.0.4' },
  /** A client outside, and the address to which public names lead. */
  client: { ip: '198.51.100.20' },
  publicHost: { ip: '203.0.113.7' },
} as const satisfies Readonly<Record<string, SimulatedPod | SimulatedAddress>>

const COMPONENT = 'app.kubernetes.io/component'

const podOf = (template: PodTemplateSpec, namespace: string, index: number): StreamPod => ({
  namespace,
  template,
  labels: template.metadata?.labels ?? {},
  component: template.metadata?.labels?.[COMPONENT] ?? '',
  ip: `10.244.1.${index + 1}`,
  ports: Object.fromEntries(
    (template.spec?.containers ?? []).flatMap(({ ports = [] }) =>
      ports.map(({ name, containerPort }) => [name ?? String(containerPort), containerPort]),
    ),
  ),
})

/** The pods of the workloads, those of jobs, and those of tasks, by the text that the glue reads. */
export const podsOf = (manifests: Manifests): ReadonlyArray<StreamPod> => {
  const workloads = [
    ...ofKind<Deployment>(manifests, 'Deployment'),
    ...ofKind<Deployment>(manifests, 'StatefulSet'),
  ]
  const templates = workloads.flatMap(({ metadata, spec }) =>
    spec === undefined ? [] : [{ template: spec.template, namespace: metadata?.namespace }],
  )
  const jobs = ofKind<CronJob>(manifests, 'CronJob').flatMap(({ metadata, spec }) => {
    const template = spec?.jobTemplate.spec?.template
    return template === undefined ? [] : [{ template, namespace: metadata?.namespace }]
  })
  const tasks = ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data, metadata }) => {
    const text = data?.['template.yaml']
    if (text === undefined) return []
    const template = parse(text) as PodTemplateSpec // a Pod has the parts of a template
    return [{ template, namespace: template.metadata?.namespace ?? metadata?.namespace }]
  })
  return [...templates, ...jobs, ...tasks].map(({ template, namespace = 'default' }, i) =>
    podOf(template, namespace, i),
  )
}

/** Texts that name hosts which nobody connects to, by variable; each with the reason. */
const MENTIONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/ASYNC_URLS_DELETE/i, 'prefixes of URLs in stored data'],
  [/^WEBSERVER__/, 'settings of the UI, which runs in a browser'],
  [/^CLEARML_WEB_HOST$/, 'links that are printed'],
]

/** Stores that asyncdelete is told of with the others and never asks: clearml-server, `jobs/async_urls_delete.py`. */
const isAsked = (component: string, variable: string): boolean =>
  !(component === 'asyncdelete' && /ELASTIC/.test(variable))

interface Address {
  readonly host: string
  readonly port: number
}

/** URLs, `host:port` where that is all there is, and a host with a port after it as our own commands have them. */
const addressesIn = (text: string): ReadonlyArray<Address> => {
  const urls = [...text.matchAll(/(https?):\/\/(\[[^\]]+\]|[A-Za-z0-9.-]+)(?::(\d+))?/g)].map(
    ([, scheme, host = '', port]) => ({ host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) }),
  )
  const bare = /^[\w.-]+:\d+(,[\w.-]+:\d+)*$/.test(text) ? text.split(',') : []
  const connects = [...text.matchAll(/^wait_for .*$/gm)].flatMap(([line]) =>
    [...line.matchAll(/'([\w.-]+)' (\d+)/g)].map(([, host = '', port]) => ({ host, port: Number(port) })),
  )
  return [
    ...urls,
    ...bare.map((one) => ({ host: one.split(':')[0] ?? '', port: Number(one.split(':')[1]) })),
    ...connects,
  ]
}

const addressesOf = ({ component, template }: StreamPod): ReadonlyArray<Address> =>
  [...(template.spec?.initContainers ?? []), ...(template.spec?.containers ?? [])].flatMap((container) => {
    const variables = new Map((container.env ?? []).map(({ name, value }) => [name, value ?? '']))
    const pairs = [...variables].flatMap(([name, host]) => {
      const port = variables.get(name.replace(/_SERVICE_HOST$/, '_SERVICE_PORT'))
      return name.endsWith('_SERVICE_HOST') && port !== undefined && isAsked(component, name)
        ? [{ host, port: Number(port) }]
        : []
    })
    const said = [...variables].flatMap(([name, value]) =>
      MENTIONS.some(([form]) => form.test(name)) ? [] : addressesIn(value),
    )
    return [
      ...pairs,
      ...said,
      ...[...(container.command ?? []), ...(container.args ?? [])].flatMap(addressesIn),
    ]
  })

const selects = (selector: Readonly<Record<string, string>>, pod: SimulatedPod): boolean =>
  Object.entries(selector).every(([key, value]) => pod.labels[key] === value)

/** The pods behind a Service with the port on which they listen. Packets are sent to pods, whatever the Service's port. */
const behind = (
  service: Service,
  port: number | string | undefined,
  pods: ReadonlyArray<StreamPod>,
): ReadonlyArray<{ readonly to: SimulatedPod; readonly port: number }> => {
  const { selector = {}, ports = [] } = service.spec ?? {}
  return ports
    .filter((one) => port === undefined || one.port === port || one.name === port)
    .flatMap(({ targetPort, port: own }) =>
      pods
        .filter((pod) => pod.namespace === service.metadata?.namespace && selects(selector, pod))
        .map((pod) => ({
          to: twin(pod),
          port: typeof targetPort === 'string' ? (pod.ports?.[targetPort] ?? 0) : (targetPort ?? own),
        })),
    )
}

/** Another pod of the same kind: a pod reaches itself by any policy. */
export const twin = <P extends SimulatedPod>(pod: P): P => ({ ...pod })

const serviceOf = (services: ReadonlyArray<Service>, from: StreamPod, host: string): Service | undefined => {
  const [name, namespace = from.namespace] = host.replace(/\.svc(\.cluster\.local)?$/, '').split('.')
  return services.find(({ metadata }) => metadata?.name === name && metadata?.namespace === namespace)
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '127.0.0.1'

/** By the public URL of an entrance a client may be led to its pods without leaving the cluster. */
export interface PublicUrls {
  readonly api: string | null
  readonly files: string | null
}

const ofHosts = (
  from: StreamPod,
  pods: ReadonlyArray<StreamPod>,
  services: ReadonlyArray<Service>,
  urls: PublicUrls,
): ReadonlyArray<Need> =>
  addressesOf(from).flatMap(({ host, port }): ReadonlyArray<Need> => {
    if (isLoopback(host)) return []
    const because = `${from.component} is told of ${host}:${port}`
    const service = serviceOf(services, from, host)
    if (service !== undefined) return behind(service, port, pods).map((to) => ({ from, ...to, because }))
    const entrance = (['api', 'files'] as const).find((of) => urls[of]?.includes(`//${host}`))
    const inside = services.find(
      ({ metadata }) => metadata?.name === (entrance === 'api' ? 'clearml-apiserver' : 'clearml-fileserver'),
    )
    return [
      { from, to: surroundings.publicHost, port, because },
      ...(entrance === undefined || inside === undefined ? [] : behind(inside, undefined, pods)).map(
        (to) => ({
          from,
          ...to,
          because: `${because}, which leads back into the cluster`,
        }),
      ),
    ]
  })

const ofDns = (from: StreamPod): ReadonlyArray<Need> =>
  [surroundings.dns, surroundings.nodeDns].flatMap((to) =>
    (['UDP', 'TCP'] as const).map((protocol) => ({ from, to, port: 53, protocol, because: 'DNS' })),
  )

const ofToken = (from: StreamPod): ReadonlyArray<Need> =>
  (from.template.spec?.volumes ?? []).some(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined),
  )
    ? [{ from, to: surroundings.kubernetesApi, port: 6443, because: `${from.component} has a token` }]
    : []

const ofPrometheus = (to: StreamPod): ReadonlyArray<Need> => {
  const port = to.template.metadata?.annotations?.['prometheus.io/port']
  return port === undefined
    ? []
    : [{ from: surroundings.prometheus, to, port: Number(port), because: 'Prometheus is told so' }]
}

/** The Services that an Ingress, an HTTPRoute or a Route leads to, by their names anywhere in it. */
const routed = (manifests: Manifests, services: ReadonlyArray<Service>): ReadonlyArray<Service> => {
  const named = new Set(
    ['Ingress', 'HTTPRoute', 'Route'].flatMap((kind) =>
      ofKind<JsonObject & Pick<Ingress, 'spec'>>(manifests, kind).flatMap(
        ({ spec }) => leavesOf(spec as unknown as Json).map(({ value }) => value), // plain data
      ),
    ),
  )
  return services.filter(({ metadata }) => named.has(metadata?.name ?? ''))
}

const ofExposure = (
  manifests: Manifests,
  services: ReadonlyArray<Service>,
  pods: ReadonlyArray<StreamPod>,
): ReadonlyArray<Need> => [
  ...routed(manifests, services).flatMap((service) =>
    // Triton has one port for its Ingress and others for us.
    behind(service, service.spec?.ports?.[0]?.port, pods).map((to) => ({
      from: surroundings.controller,
      ...to,
      because: `a route leads to ${service.metadata?.name}`,
    })),
  ),
  ...services
    .filter(({ spec }) => spec?.type === 'NodePort' || spec?.type === 'LoadBalancer')
    .flatMap((service) =>
      behind({ ...service, spec: { ...service.spec, selector: sessionless(service) } }, undefined, pods).map(
        (to) => ({ from: surroundings.client, ...to, because: `${service.metadata?.name} is open` }),
      ),
    ),
]

/** The glue numbers the pods of sessions; what it makes of a template has the label that the Service selects by. */
const sessionless = ({ metadata, spec }: Service): Readonly<Record<string, string>> => {
  const { 'clearml-session': session, ...others } = spec?.selector ?? {}
  return session === undefined ? others : { [COMPONENT]: metadata?.labels?.[COMPONENT] ?? '' }
}

/** All of them. */
export const needsOf = (manifests: Manifests, urls: PublicUrls): ReadonlyArray<Need> => {
  const pods = podsOf(manifests)
  const services = ofKind<Service>(manifests, 'Service')
  return [
    ...pods.flatMap((pod) => [
      ...ofHosts(pod, pods, services, urls),
      ...ofDns(pod),
      ...ofToken(pod),
      ...ofPrometheus(pod),
    ]),
    ...ofExposure(manifests, services, pods),
  ]
}
