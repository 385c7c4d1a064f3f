/** What the surroundings of an installation ask of its pods: the user's certificates and the HTTP proxy. */
import type { Container, PodTemplateSpec } from '../kube/types.js'
import type { Installation } from './installation.js'
import { proxyEnv } from './proxy.js'
import { trustEnv, trustMounts, trustVolumes } from './trust.js'

/**
 * The template with both in every container, init containers too: they install packages. What a container says itself is
 * stronger. The stores get none: they reach nobody.
 */
export const surrounded = ($: Installation, template: PodTemplateSpec): PodTemplateSpec => {
  const env = [...proxyEnv($), ...trustEnv($.values)]
  const volumeMounts = trustMounts($.values)
  const { spec } = template
  if (env.length === 0 || spec === undefined) return template
  const each = (container: Container): Container => {
    const own = new Set((container.env ?? []).map(({ name }) => name))
    return {
      ...container,
      env: [...env.filter(({ name }) => !own.has(name)), ...(container.env ?? [])],
      volumeMounts: [...(container.volumeMounts ?? []), ...volumeMounts],
    }
  }
  return {
    ...template,
    spec: {
      ...spec,
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(each) }),
      containers: spec.containers.map(each),
      volumes: [...(spec.volumes ?? []), ...trustVolumes($.values)],
    },
  }
}
