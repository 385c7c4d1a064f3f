/** The connections of the servers that answer requests with models. */
import { type Installation, parts } from '../../src/index.js'
import { toServer, toWorld } from '../network.js'
import { brokersOf, STRIMZI_CLUSTER } from './kafka.js'
import { metricsPort } from './metrics.js'
import { addressOf, componentOf, portsOf, type ServerName, servers } from './names.js'
import { isEnabled, own } from './table.js'
import { baseServeUrl } from './urls.js'

type Arrows = ReadonlyArray<parts.Arrow>

const podsOf = (of: ServerName): parts.PodsEnd => parts.pods(componentOf(of))
/** What a server is there for. */
const mainPort = (of: ServerName) => parts.tcp(portsOf[of][0].port)

export const servingArrows = ($: Installation): Arrows => {
  const mine = own($.values)
  const here = servers.filter((of) => isEnabled($.values, of))
  return [
    ...here.flatMap((of) => [
      ...toServer($, podsOf(of), mine),
      ...toWorld(podsOf(of), mine.networkPolicies),
      ...fromPrometheus($, of),
    ]),
    ...(['inference', 'triton'] as const)
      .filter((of) => here.includes(of))
      .flatMap((of) => fromClients($, of)),
    ...(mine.triton.enabled
      ? [{ from: podsOf('inference'), to: podsOf('triton'), ports: mainPort('triton') }]
      : []),
    ...(mine.statistics.enabled
      ? [...toKafka($, podsOf('inference')), ...toKafka($, podsOf('statistics'))]
      : []),
    ...toOtherModels($),
  ]
}

/** Those outside by an Ingress, or whoever the values let in; clients in the cluster by their namespaces. */
const fromClients = ($: Installation, of: 'inference' | 'triton'): Arrows => {
  const { networkPolicies, [of]: server } = own($.values)
  const to = podsOf(of)
  const clients = parts.ofNamespaces(networkPolicies.clients)
  return [
    ...(server.ingress.host !== null || parts.comers($).length > 0
      ? [{ from: parts.outside($), to, ports: mainPort(of) }]
      : []),
    ...(clients.length === 0 ? [] : [{ from: parts.other('clients', clients), to, ports: mainPort(of) }]),
  ]
}

/** Any pod of the cluster, unless the namespaces are given: what is offered are numbers. */
const fromPrometheus = ($: Installation, of: ServerName): Arrows => {
  const { metrics, networkPolicies } = own($.values)
  const port = metricsPort(of)
  if (metrics === 'none' || port === null) return []
  const given = parts.ofNamespaces(networkPolicies.prometheus)
  const from = parts.other('Prometheus', given.length === 0 ? [{ namespaceSelector: {} }] : given)
  return [{ from, to: podsOf(of), ports: parts.tcp(port) }]
}

/** The brokers name themselves to a client, at a port that is usually the one by which it came. */
const toKafka = ($: Installation, from: parts.End): Arrows => {
  if (own($.values).kafka.operator !== null) {
    const pods = { podSelector: { matchLabels: { 'strimzi.io/cluster': STRIMZI_CLUSTER } } }
    return brokersOf($.values).map(({ port }) => ({
      from,
      to: parts.other('Kafka', [pods]),
      ports: parts.tcp(port),
    }))
  }
  const ports = [...new Set(brokersOf($.values).map(({ port }) => port))]
  return [{ from, to: parts.other('Kafka', []), ports: parts.tcp(...ports) }]
}

/** Models call other models by the base URL: the Service of inference, or the host of a URL that may lead there too. */
const toOtherModels = ($: Installation): Arrows => {
  const from = podsOf('inference')
  const url = baseServeUrl($.values)
  const isService = url.startsWith(`http://${addressOf('inference')}/`)
  return [
    { from, to: from, ports: mainPort('inference') },
    ...(isService ? [] : parts.toUrl($, from, url, [])),
  ]
}
