/** What a cluster has before anything is installed: three KWOK nodes, two storage classes, the definitions of GKE. */
import type { JsonObject } from '../../src/json.js'
import { type Api, messageOf } from './api.js'
import { PROVISIONER } from './provisioner.js'

/** The node that the presets mean, one like any other, and one with GPUs that takes only what tolerates it. */
export const NODES = { labelled: 'ml-node-1', plain: 'plain-node', tainted: 'gpu-node' } as const

/** The taint of `NODES.tainted`. */
export const TAINT = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const

const node = (
  name: string,
  labels: Readonly<Record<string, string>>,
  taints: ReadonlyArray<JsonObject> = [],
  devices: Readonly<Record<string, string>> = {},
): JsonObject => {
  const capacity = { cpu: '1k', memory: '1Ti', pods: '10k', ...devices }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': 'eu-central-1a',
        'topology.ebs.csi.aws.com/zone': 'eu-central-1a',
        'topology.gke.io/zone': 'eu-central-1a',
        'topology.disk.csi.azure.com/zone': 'eu-central-1a',
        ...labels,
      },
    },
    spec: { taints: [...taints] },
    status: { capacity, allocatable: capacity },
  }
}

const storageClass = (name: string, isDefault: boolean): JsonObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name,
    annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
  },
  provisioner: PROVISIONER,
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
})

/** A kind that others bring, as far as a server must know it to take it: nothing of its spec. */
const custom = (group: string, version: string, kind: string): JsonObject => {
  const singular = kind.toLowerCase()
  const schema = {
    type: 'object',
    properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${singular}s.${group}`,
      // The server asks for a word of those who own the groups of Kubernetes.
      ...(group.endsWith('.k8s.io')
        ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, experimental-only' } }
        : {}),
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: `${singular}s`, singular, kind },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
}

/**
 * Sources: the page of the kind in GKE's documentation; the API references of external-secrets.io, of the Gateway API,
 * of OpenShift and of Traefik.
 */
const kindsOfOthers: ReadonlyArray<JsonObject> = [
  custom('cloud.google.com', 'v1', 'BackendConfig'),
  custom('external-secrets.io', 'v1', 'ExternalSecret'),
  custom('gateway.networking.k8s.io', 'v1', 'Gateway'),
  custom('gateway.networking.k8s.io', 'v1', 'HTTPRoute'),
  custom('route.openshift.io', 'v1', 'Route'),
  custom('traefik.io', 'v1alpha1', 'Middleware'),
]

export const furnish = async (api: Api): Promise<void> => {
  const objects = [
    node(NODES.labelled, { app: 'clearml' }),
    node(NODES.plain, {}),
    node(NODES.tainted, { accelerator: 'nvidia' }, [TAINT], { 'nvidia.com/gpu': '16' }),
    storageClass('standard', true),
    storageClass('gp3', false),
    ...kindsOfOthers,
  ]
  for (const object of objects) {
    const reply = await api.apply(object)
    if (reply.status >= 300) throw new Error(messageOf(reply))
  }
}
