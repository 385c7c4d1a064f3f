/** Faults of ClearML's agents: what they install, who they are, what they may. */
import type { ConfigMap } from '../../src/kube/types.js'
import {
  changed,
  changedTask,
  envOf,
  everyPod,
  type Manifests,
  ofKind,
  scriptOf,
  withEnv,
} from '../support/objects.js'
import { agentPods, agentsOf, clients, isGlue } from './agentPods.js'
import { type Fault, unless } from './fault.js'
import { show, texts, variables } from './texts.js'

const AGENT = 'Deployment/clearml-agent'
const SERVICES = 'Deployment/clearml-agent-services'
const GLUE = 'Deployment/clearml-glue-gpu'
const pod = ['spec', 'template', 'spec']
const container = [...pod, 'containers', 0]

const programs = (manifests: Manifests): ReadonlyArray<string> =>
  ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) => Object.values(data))
const requirements = (manifests: Manifests): ReadonlyArray<string> =>
  ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) =>
    (data['requirements.txt'] ?? '').split('\n').filter((line) => line !== ''),
  )

export const agentFaults: ReadonlyArray<Fault> = [
  {
    fault: 'an agent is privileged, or has the socket of Docker, and whoever runs a task is root (1.6, 7.2)',
    base: 'agents',
    find: (manifests) =>
      clients(manifests).flatMap(({ name, containers, volumes }) => [
        ...containers
          .filter(({ securityContext }) => securityContext?.privileged === true)
          .map((one) => `${name}/${one.name}`),
        ...volumes.filter(({ hostPath }) => hostPath !== undefined).map((one) => `${name}: ${one.name}`),
        ...containers.flatMap(({ volumeMounts = [] }) =>
          volumeMounts.flatMap(({ mountPath }) =>
            /(docker|containerd)\.sock$/.test(mountPath) ? [`${name}: ${mountPath}`] : [],
          ),
        ),
      ]),
    again: (manifests) =>
      changedTask(manifests, 'gpu', ['spec', 'volumes', 0], {
        name: 'docker',
        hostPath: { path: '/var/run/docker.sock' },
      }),
  },
  {
    fault: 'an agent is installed at each start from whatever is newest that day (1.6, 1.7, 1.8)',
    base: 'agents',
    find: (manifests) => [
      ...clients(manifests).flatMap(({ name, containers }) =>
        unless(
          containers,
          (one) =>
            texts(one).every((text) => !/\bapt(-get)?\b|get\.docker\.com|curl|install -U/.test(text)) &&
            (!/\bpip\b.* install\b/.test(scriptOf(one)) ||
              /--require-hashes [\s\S]*--requirement \S*\/requirements\.txt/.test(scriptOf(one))),
          (one) => `${name}/${one.name}`,
        ),
      ),
      ...unless(
        requirements(manifests),
        (line) => /^[A-Za-z0-9._-]+==[0-9][0-9.]*( --hash=sha256:[0-9a-f]{64})+$/.test(line),
        String,
      ),
    ],
    again: (manifests) =>
      changed(
        manifests,
        SERVICES,
        [...pod, 'initContainers', 0, 'command', 2],
        'python3 -m pip install clearml-agent',
      ),
  },
  {
    fault: 'what installs an agent finds no list of what to install',
    base: 'agents',
    find: (manifests) =>
      agentPods(manifests)
        .filter(({ init }) => init.some(({ name }) => name === 'install'))
        .flatMap(({ name }) => (requirements(manifests).length > 0 ? [] : [name])),
    again: (manifests) =>
      changed(manifests, 'ConfigMap/clearml-agents', ['data', 'requirements.txt'], undefined),
  },
  {
    fault: 'what is not given is a variable with an empty value (3.5: null of the values)',
    base: 'agents',
    find: (manifests) =>
      unless(
        variables(manifests),
        ({ value, valueFrom }) => valueFrom !== undefined || (value ?? '') !== '',
        show,
      ),
    again: (manifests) => withEnv(manifests, AGENT, 'AWS_DEFAULT_REGION', ''),
  },
  {
    fault: 'an agent has no URL of the file server, and looks its own address up in the internet (1.6)',
    base: 'agents',
    find: (manifests) => [
      ...clients(manifests).flatMap(({ name, main }) =>
        unless(
          ['CLEARML_API_HOST', 'CLEARML_FILES_HOST'],
          (key) => /^https?:\/\/[^/]/.test(envOf(main)[key] ?? ''),
          (key) => `${name}: ${key}`,
        ),
      ),
      ...[
        ...everyPod(manifests).flatMap(({ containers }) => containers.flatMap(texts)),
        ...programs(manifests),
      ].flatMap((text) => text.match(/ifconfig\.me|\bCLEARML_HOST_IP\b/g) ?? []),
    ],
    again: (manifests) => withEnv(manifests, AGENT, 'CLEARML_FILES_HOST', undefined),
  },
  {
    fault: 'several pods share one worker id (1.8: replicaCount), and the server takes them for one',
    base: 'agents',
    find: (manifests) =>
      unless(
        agentPods(manifests),
        ({ workload, main: { env = [] } }) => {
          const id = env.findIndex(({ name }) => name === 'CLEARML_WORKER_ID')
          const podName = env.findIndex(({ valueFrom }) => valueFrom?.fieldRef?.fieldPath === 'metadata.name')
          const eachItsOwn =
            podName >= 0 && podName < id && env[id]?.value?.includes(`$(${env[podName]?.name})`) === true
          // Without it, not even during an update.
          const neverTwo =
            workload.spec?.replicas === 1 &&
            'strategy' in workload.spec &&
            workload.spec.strategy?.type === 'Recreate'
          return id >= 0 && (eachItsOwn || neverTwo)
        },
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, GLUE, ['spec', 'replicas'], 2),
  },
  {
    fault: 'agents of two queues, or of two installations, have one worker id (1.8)',
    base: 'agents',
    find: (manifests, _, values) => {
      const ids = agentPods(manifests).map(({ main }) => envOf(main).CLEARML_WORKER_ID ?? '')
      const prefix = agentsOf(values)?.workerPrefix ?? values.namespace.name
      return ids.filter((id, i) => ids.indexOf(id) !== i || !id.startsWith(prefix))
    },
    again: (manifests) => withEnv(manifests, GLUE, 'CLEARML_WORKER_ID', 'clearml-glue-default'),
  },
  {
    fault: 'nobody asks whether an agent listens to its queues (1.8: no probes at all)',
    base: 'agents',
    find: (manifests) =>
      unless(
        agentPods(manifests),
        (one) =>
          one.main.readinessProbe?.exec !== undefined &&
          // An agent ends by itself where it cannot go on; the glue goes on for ever.
          (!isGlue(one) || one.main.livenessProbe?.exec !== undefined),
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, GLUE, [...container, 'livenessProbe'], undefined),
  },
  {
    fault: 'rights in the whole cluster, to list namespaces, or of a name that somebody else fills (1.8)',
    base: 'agents',
    find: (manifests) => [
      ...manifests.filter(({ kind }) => /^ClusterRole/.test(String(kind))).map(({ kind }) => String(kind)),
      ...ofKind<Rules>(manifests, 'Role').flatMap(({ metadata, rules }) =>
        unless(
          rules,
          ({ apiGroups, resources, verbs }) =>
            ![...apiGroups, ...resources, ...verbs].includes('*') && !resources.includes('namespaces'),
          () => metadata.name,
        ),
      ),
      ...ofKind<Binding>(manifests, 'RoleBinding')
        .filter(
          ({ roleRef }) =>
            !ofKind<Rules>(manifests, 'Role').some((one) => one.metadata.name === roleRef.name),
        )
        .map(({ roleRef }) => roleRef.name),
    ],
    again: (manifests) =>
      changed(manifests, 'Role/clearml-glue-gpu', ['rules', 1], {
        apiGroups: [''],
        resources: ['namespaces'],
        verbs: ['list'],
      }),
  },
]

/** What the builders type as optional. */
interface Rules {
  readonly metadata: { readonly name: string }
  readonly rules: ReadonlyArray<{
    readonly apiGroups: ReadonlyArray<string>
    readonly resources: ReadonlyArray<string>
    readonly verbs: ReadonlyArray<string>
  }>
}
interface Binding {
  readonly roleRef: { readonly name: string }
}
