/** The labels by which a namespace takes only pods of a level. */
import type { Edit } from '../../src/dsl/index.js'
import { type Installation, type JsonObject, type Level, podSecurityLevels } from '../../src/index.js'

const PREFIX = 'pod-security.kubernetes.io'

/** The label `enforce` of a level; `warn` and `audit` of the level that is wanted. */
const labelsOf = (enforced: Level, wanted: Level): Readonly<Record<string, string>> => ({
  [`${PREFIX}/enforce`]: enforced,
  ...(wanted === 'baseline' ? {} : { [`${PREFIX}/warn`]: wanted, [`${PREFIX}/audit`]: wanted }),
})

/**
 * The namespace that the stream makes enforces `level` where all pods of the stream reach it, and else baseline: a pod that
 * the namespace refuses never starts, and nothing but the events of its ReplicaSet says so. Labels of the values win.
 */
export const labelled = (level: 'baseline' | 'restricted'): Edit<Installation, Installation> => ({
  namespace: {
    namespace: ({ $, super: below }) => {
      const { namespace } = below
      if (namespace === null) return null
      const { labels, ...metadata } = namespace.metadata ?? {}
      const enforced = reachAll($, level) ? level : 'baseline'
      return { ...namespace, metadata: { ...metadata, labels: { ...labelsOf(enforced, level), ...labels } } }
    },
  },
})

const reachAll = ($: Installation, level: Level): boolean =>
  !hasUnknownPods($) &&
  podSecurityLevels(podsOf($)).every((pod) => pod.level === 'restricted' || pod.level === level)

/** What has a pod template in the namespace of the installation. */
const podsOf = ($: Installation): ReadonlyArray<JsonObject> => {
  const { values, agents, serving } = $
  const server = [
    $.apiserver.deployment,
    $.webserver.deployment,
    $.fileserver.deployment,
    $.asyncdelete.deployment,
    $.elasticsearch.statefulSet,
    $.mongodb.statefulSet,
    $.redis.statefulSet,
  ]
  const glues = Object.values(agents.glue).flatMap(({ deployment, podTemplate }) => [
    deployment,
    ...(podTemplate.metadata?.namespace === values.namespace.name ? [podTemplate] : []),
  ])
  const all = [
    ...(values.server.enabled ? server : []),
    agents.static.deployment,
    agents.services.deployment,
    ...glues,
    ...[serving.inference, serving.statistics, serving.triton].map(({ deployment }) => deployment),
  ]
  // Manifests are plain data, or null where they are switched off.
  return all.filter((one) => one !== null) as unknown as ReadonlyArray<JsonObject>
}

/** An operator makes the pods of a Kafka, as it likes. */
const hasUnknownPods = ({ serving }: Installation): boolean =>
  Object.values(serving.operators).some((one) => one !== null && one.kind === 'Kafka')
