/** Pods as all components have them: labels, placement, security, and nothing mounted that they do not need. */
import type { Container, EnvVar, PodTemplateSpec, Volume, VolumeMount } from '../kube/types.js'
import type { Bearer } from '../values/identity.js'
import type { WorkloadValues } from '../values/workload.js'
import { identityLabels } from './identity.js'
import type { Component, Installation } from './installation.js'
import { labels, nameOf, selectorLabels } from './metadata.js'
import { inProfile, podSecurityContextOf } from './securityContext.js'
import { spread } from './spread.js'
import { surrounded } from './surroundings.js'
import { writable } from './writable.js'

/** What a pod holds, whatever its values say. */
export interface PodParts {
  readonly initContainers?: ReadonlyArray<Container>
  readonly containers: ReadonlyArray<Container>
  readonly volumes: ReadonlyArray<Volume>
  readonly annotations?: Readonly<Record<string, string>>
}

/** Whose pod it is: the labels that every pod of it has, its service account, and what its values say of its pods. */
export interface PodOwner {
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccountName: string
  readonly values: Omit<WorkloadValues, 'image' | 'resources'>
  /** How many of them there are, where their number is known. */
  readonly replicas?: number
  /** Whose cloud identity its service account may have. */
  readonly bearer?: Bearer
  /** Whether it reaches nobody outside: no certificates and no proxy are given to it. */
  readonly isStore?: boolean
}

/**
 * `enableServiceLinks: false`, because the variables that Kubernetes makes of Services collide with ClearML's own
 * (`REDIS_SERVICE_HOST`, `ELASTIC_SERVICE_PORT=tcp://…`). The service account's token is mounted nowhere by default.
 */
export const podOf = ($: Installation, owner: PodOwner, parts: PodParts): PodTemplateSpec => {
  const own = owner.values
  const all = $.values.pods
  const priorityClassName = own.priorityClassName ?? all.priorityClassName
  const affinity = Object.keys(own.affinity).length > 0 ? own.affinity : all.affinity
  const template: PodTemplateSpec = {
    metadata: {
      labels: { ...own.podLabels, ...identityLabels($.values, owner.bearer), ...owner.labels },
      annotations: { ...parts.annotations, ...own.podAnnotations },
    },
    spec: {
      serviceAccountName: owner.serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: own.terminationGracePeriodSeconds,
      securityContext: inProfile($.config, own),
      imagePullSecrets: $.values.imagePullSecrets.map((name) => ({ name })),
      nodeSelector: { ...all.nodeSelector, ...own.nodeSelector },
      tolerations: [...all.tolerations, ...own.tolerations],
      topologySpreadConstraints: spread(
        own.topologySpreadConstraints.length > 0
          ? own.topologySpreadConstraints
          : all.topologySpreadConstraints,
        (owner.replicas ?? 1) > 1,
        owner.labels,
      ),
      ...(Object.keys(affinity).length > 0 ? { affinity } : {}),
      ...(priorityClassName === null ? {} : { priorityClassName }),
      initContainers: parts.initContainers ?? [],
      containers: parts.containers,
      volumes: [...parts.volumes, ...own.extraVolumes],
    },
  }
  return owner.isStore === true ? template : surrounded($, template)
}

/** The pods of a component of the server. */
export const podTemplate = ($: Installation, component: Component, parts: PodParts): PodTemplateSpec => {
  const own = { ...labels($.values, component), ...selectorLabels(component) }
  const values = { ...$.values[component], podSecurityContext: podSecurityContextOf($, component) }
  const owner: PodOwner = {
    labels: own,
    serviceAccountName: nameOf(component),
    values,
    ...identityOf(component),
    ...replicasOf($, component),
  }
  const copies = writable(component, $.values[component])
  const steps = copies.steps.map((step) => ({ ...sameImage($, component), ...step }))
  return podOf($, owner, {
    ...parts,
    initContainers: [...steps, ...(parts.initContainers ?? [])],
    volumes: [...parts.volumes, ...copies.volumes],
  })
}

const replicasOf = ($: Installation, component: Component): Pick<PodOwner, 'replicas'> =>
  component === 'apiserver' || component === 'webserver' || component === 'fileserver'
    ? { replicas: $.values[component].replicas }
    : {}

const identityOf = (component: Component): Pick<PodOwner, 'bearer' | 'isStore'> => {
  switch (component) {
    case 'apiserver':
    case 'asyncdelete':
    case 'fileserver':
      return { bearer: component }
    case 'webserver':
      return {}
    default:
      return { isStore: true }
  }
}

/** What a container needs; its environment and mounts come before those that its values add. */
export type ContainerNeeds = Omit<Container, 'image'> & {
  readonly env: ReadonlyArray<EnvVar>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
}

/** A main container: what its values say, around what it needs. A variable of the values replaces one of the same name. */
export const containerOf = (image: string, own: WorkloadValues, needs: ContainerNeeds): Container => {
  const replaced = new Set(own.extraEnv.map(({ name }) => name))
  return {
    ...needs,
    ...runs(image, own),
    env: [...needs.env.filter(({ name }) => !replaced.has(name)), ...own.extraEnv],
    resources: needs.resources ?? own.resources,
    volumeMounts: [...needs.volumeMounts, ...own.extraVolumeMounts],
  }
}

/** Image, pull policy and security context, the same for the main and the init containers of a pod. */
export const runs = (
  image: string,
  own: WorkloadValues,
): Pick<Container, 'image' | 'imagePullPolicy' | 'securityContext'> => ({
  image,
  ...(own.image.pullPolicy === null ? {} : { imagePullPolicy: own.image.pullPolicy }),
  securityContext: own.securityContext,
})

/** The main container of a component of the server. */
export const mainContainer = (
  $: Installation,
  component: Component,
  needs: Omit<ContainerNeeds, 'name'>,
): Container => {
  const { volumeMounts } = writable(component, $.values[component])
  return containerOf($.config.images[component], $.values[component], {
    ...needs,
    name: component,
    volumeMounts: [...needs.volumeMounts, ...volumeMounts],
  })
}

/** What the containers of a component of the server have in common. */
export const sameImage = (
  $: Installation,
  component: Component,
): Pick<Container, 'image' | 'imagePullPolicy' | 'securityContext'> =>
  runs($.config.images[component], $.values[component])

/** Environment from a map; the order is that of the map. */
export const env = (variables: Readonly<Record<string, string>>): ReadonlyArray<EnvVar> =>
  Object.entries(variables).map(([name, value]) => ({ name, value }))
