/** Pods as all components have them: labels, placement, security, and nothing mounted that they do not need. */
import type { Container, EnvVar, PodTemplateSpec, Volume, VolumeMount } from '../kube/types.js'
import type { Component, Installation } from './installation.js'
import { labels, nameOf, selectorLabels } from './metadata.js'

interface PodParts {
  readonly initContainers?: ReadonlyArray<Container>
  readonly containers: ReadonlyArray<Container>
  readonly volumes: ReadonlyArray<Volume>
  readonly annotations?: Readonly<Record<string, string>>
}

/**
 * `enableServiceLinks: false`, because the variables that Kubernetes makes of Services collide with ClearML's own
 * (`REDIS_SERVICE_HOST`, `ELASTIC_SERVICE_PORT=tcp://…`). The service account's token is mounted nowhere by default.
 */
export const podTemplate = ($: Installation, component: Component, parts: PodParts): PodTemplateSpec => {
  const own = $.values[component]
  const all = $.values.pods
  const priorityClassName = own.priorityClassName ?? all.priorityClassName
  const affinity = Object.keys(own.affinity).length > 0 ? own.affinity : all.affinity
  return {
    metadata: {
      labels: { ...own.podLabels, ...labels($.values, component), ...selectorLabels(component) },
      annotations: { ...parts.annotations, ...own.podAnnotations },
    },
    spec: {
      serviceAccountName: nameOf(component),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: own.terminationGracePeriodSeconds,
      securityContext: own.podSecurityContext,
      imagePullSecrets: $.values.imagePullSecrets.map((name) => ({ name })),
      nodeSelector: { ...all.nodeSelector, ...own.nodeSelector },
      tolerations: [...all.tolerations, ...own.tolerations],
      topologySpreadConstraints:
        own.topologySpreadConstraints.length > 0
          ? own.topologySpreadConstraints
          : all.topologySpreadConstraints,
      ...(Object.keys(affinity).length > 0 ? { affinity } : {}),
      ...(priorityClassName === null ? {} : { priorityClassName }),
      initContainers: parts.initContainers ?? [],
      containers: parts.containers,
      volumes: [...parts.volumes, ...own.extraVolumes],
    },
  }
}

/** The main container of a component: what its values say, around what the component itself needs. */
export const mainContainer = (
  $: Installation,
  component: Component,
  needs: Omit<Container, 'name' | 'image'> & {
    readonly env: ReadonlyArray<EnvVar>
    readonly volumeMounts: ReadonlyArray<VolumeMount>
  },
): Container => {
  const own = $.values[component]
  const replaced = new Set(own.extraEnv.map(({ name }) => name))
  return {
    ...needs,
    ...sameImage($, component),
    name: component,
    env: [...needs.env.filter(({ name }) => !replaced.has(name)), ...own.extraEnv],
    resources: needs.resources ?? own.resources,
    volumeMounts: [...needs.volumeMounts, ...own.extraVolumeMounts],
  }
}

/** Image, pull policy and security context, the same for the main and the init containers of a component. */
export const sameImage = (
  $: Installation,
  component: Component,
): Pick<Container, 'image' | 'imagePullPolicy' | 'securityContext'> => {
  const { image, securityContext } = $.values[component]
  return {
    image: $.config.images[component],
    ...(image.pullPolicy === null ? {} : { imagePullPolicy: image.pullPolicy }),
    securityContext,
  }
}

/** Environment from a map; the order is that of the map. */
export const env = (variables: Readonly<Record<string, string>>): ReadonlyArray<EnvVar> =>
  Object.entries(variables).map(([name, value]) => ({ name, value }))
