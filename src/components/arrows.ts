/** The connections of ClearML Server: its components among each other, and with what is around them. */
import { at, get, isArray, isObject, type Json, leavesOf } from '../json.js'
import { type Arrow, type End, ofAddresses, other, pods, tcp } from './arrow.js'
import { isExposed, outside, toDns, toKubernetesApi } from './elsewhere.js'
import { type Component, components, entrances, type Installation } from './installation.js'
import { nameOf } from './metadata.js'
import { hasRetention, RETENTION } from './retention.js'
import { ports, type Served } from './service.js'
import { type Store, storeAddresses, stores } from './stores.js'

/**
 * Who talks to whom. Source: `apiserver/redis_manager.py`, `apiserver/es_factory.py`, `apiserver/database`,
 * `apiserver/jobs/async_urls_delete.py`, `fileserver/auth.py` and `fileserver/redis_manager.py` of clearml-server, and the
 * template of its nginx. asyncdelete is told of Elasticsearch too, and never asks it.
 */
const among: ReadonlyArray<readonly [Exclude<Component, Store>, Served]> = [
  ['webserver', 'apiserver'],
  ['webserver', 'fileserver'],
  ['apiserver', 'elasticsearch'],
  ['apiserver', 'mongodb'],
  ['apiserver', 'redis'],
  ['fileserver', 'apiserver'],
  ['fileserver', 'redis'],
  ['asyncdelete', 'mongodb'],
  ['asyncdelete', 'redis'],
  ['asyncdelete', 'fileserver'],
]

/** The arrows of the server, in the order of its components; those of overlays come after them. */
export const serverArrows = ($: Installation): ReadonlyArray<Arrow> => {
  if (!$.values.server.enabled) return []
  const here = components.filter((of) => !isStore(of) || $.values[of].enabled)
  return [
    ...entrances
      .filter((of) => isExposed($, of) || outside($).peers !== null)
      .map((of) => toServed($, outside($), of)),
    ...among.flatMap(([from, to]) =>
      isStore(to) && !$.values[to].enabled
        ? [toOutsideStore($, pods(from), to)]
        : [toServed($, pods(from), to)],
    ),
    ...here.map((of) => toDns($, pods(of))),
    ...here.filter((of) => asksKubernetes($, of)).map((of) => toKubernetesApi($, pods(of))),
    ...outward($),
    ...(hasRetention($.values) ? retention($) : []),
  ]
}

const isStore = (of: Component): of is Store => stores.some((store) => store === of)

/** A store elsewhere, whose hosts a policy cannot name. */
const toOutsideStore = ($: Installation, from: End, of: Store): Arrow => {
  const { cidrs, ports: further } = $.values.networkPolicies.stores
  const listed = storeAddresses($, of).map(({ port }) => port)
  return {
    from,
    to: other(`outside ${of}`, ofAddresses(cidrs)),
    ports: tcp(...new Set([...listed, ...further])),
  }
}

/** The pods of a component, at the port on which they listen. */
export const toServed = ($: Installation, from: End, to: Served): Arrow => ({
  from,
  to: pods(to),
  ports: tcp(listensOn($, to)),
})

/** By the pod and not by its Service: what changes the port of the one changes the policy. */
const listensOn = ($: Installation, of: Served): number => {
  const { name, container } = ports[of]
  const workload = entrances.some((entrance) => entrance === of) ? 'deployment' : 'statefulSet'
  const template = [of, workload, 'spec', 'template', 'spec']
  const main = at($ as unknown as Json, [...template, 'containers', 0, 'ports']) // manifests are data
  const found = isArray(main) ? main.filter(isObject).find((port) => get(port, 'name') === name) : undefined
  const number = found === undefined ? undefined : get(found, 'containerPort')
  return typeof number === 'number' ? number : container
}

/** Whoever may use the API of Kubernetes, by the binding of the role with which credentials are made. */
const asksKubernetes = ({ credentials }: Installation, of: Component): boolean =>
  leavesOf(credentials.roleBinding as unknown as Json).some(({ value }) => value === nameOf(of)) // a manifest is data

const retention = ($: Installation): ReadonlyArray<Arrow> => {
  const from = pods(RETENTION)
  return [
    toDns($, from),
    $.values.elasticsearch.enabled
      ? toServed($, from, 'elasticsearch')
      : toOutsideStore($, from, 'elasticsearch'),
  ]
}

/** Out of the cluster. A policy cannot name hosts, so it is any address unless the values say more. */
const outward = ({ values }: Installation): ReadonlyArray<Arrow> => {
  const { updates, buckets } = values.networkPolicies
  return [
    ...(updates ? [{ from: pods('apiserver'), to: other('updates.clear.ml', []), ports: tcp(443) }] : []),
    ...(buckets.enabled
      ? [
          {
            from: pods('asyncdelete'),
            to: other('buckets', ofAddresses(buckets.cidrs)),
            ports: tcp(...buckets.ports),
          },
        ]
      : []),
  ]
}
