/** Faults of pods: probes, start-up, init containers, users, paths, resources. */
import type { Container } from '../../src/kube/types.js'
import {
  changed,
  changedTask,
  everyPod,
  type Manifests,
  type PodParts,
  podOf,
  pods,
  scriptOf,
} from '../support/objects.js'
import { isAgent, isTask } from './agentPods.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const FILES = 'Deployment/clearml-fileserver'
const ES = 'StatefulSet/clearml-elasticsearch'
const main = ['spec', 'template', 'spec', 'containers', 0]
const seconds = (
  probe: { readonly failureThreshold?: number; readonly periodSeconds?: number } | undefined,
): number => (probe?.failureThreshold ?? 0) * (probe?.periodSeconds ?? 0)

/** Whether tasks or models run in it: how large they are is known to their users only. */
const runsTheUnknown = (pod: PodParts, container: Container): boolean =>
  container === pod.main &&
  (isTask(pod) || ['agent', 'agent-services', 'serving-inference', 'serving-triton'].includes(pod.name))

/** What says where a pod runs, written into one of its containers. */
export const misplaced = (manifests: Manifests): ReadonlyArray<string> =>
  everyPod(manifests).flatMap(({ name, containers }) =>
    containers.flatMap((one) =>
      ['nodeSelector', 'tolerations', 'affinity'].flatMap((key) => (key in one ? [`${name}: ${key}`] : [])),
    ),
  )

export const podFaults: ReadonlyArray<Fault> = [
  {
    fault: 'a probe runs curl, which takes any answer for a good one (7.4)',
    about: 'server',
    find: (manifests) => {
      const paths: Readonly<Record<string, string>> = {
        apiserver: '/debug.ping',
        webserver: '/',
        fileserver: '/',
      }
      return Object.entries(paths).flatMap(([name, path]) => {
        const { startupProbe, livenessProbe, readinessProbe } = podOf(manifests, name).main
        const sound = [startupProbe, livenessProbe, readinessProbe].every(
          (probe) =>
            probe?.httpGet?.path === path && probe.httpGet.port === 'http' && probe.exec === undefined,
        )
        return sound ? [] : [name]
      })
    },
    again: (manifests) =>
      changed(manifests, API, [...main, 'livenessProbe'], {
        exec: { command: ['curl', '-X OPTIONS', 'http://localhost:8008/'] },
      }),
  },
  {
    fault:
      'a migration is killed half way by the liveness probe (1.2, 7.4): no start-up budget of half an hour',
    about: 'server',
    find: (manifests) =>
      unless(
        ['apiserver', 'fileserver'].map((name) => podOf(manifests, name)),
        ({ main }) => main.livenessProbe === undefined || seconds(main.startupProbe) >= 1800,
        ({ name, main }) => `${name}: ${seconds(main.startupProbe)} s`,
      ),
    again: (manifests) => changed(manifests, API, [...main, 'startupProbe'], undefined),
  },
  {
    fault: 'a rollout is called failed while the server still starts (3.2): progressDeadlineSeconds',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, workload, main }) => {
        const deadline =
          workload.spec !== undefined && 'progressDeadlineSeconds' in workload.spec
            ? workload.spec.progressDeadlineSeconds
            : undefined
        return deadline === undefined || deadline > seconds(main.startupProbe) ? [] : [name]
      }),
    again: (manifests) => changed(manifests, API, ['spec', 'progressDeadlineSeconds'], 30),
  },
  {
    fault: 'a server declares no ports or has no probes (3.2)',
    find: (manifests) =>
      unless(
        pods(manifests).filter(({ name }) => name !== 'asyncdelete'),
        (one) =>
          one.main.readinessProbe !== undefined &&
          // Nobody connects to an agent, and nothing ends it while it waits for the API.
          (isAgent(one) || (one.main.ports !== undefined && one.main.startupProbe !== undefined)),
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, ES, [...main, 'readinessProbe'], undefined),
  },
  {
    fault: 'init containers wait on the network, slowed by a CPU limit, without an end (7.4)',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, init }) =>
        unless(
          init,
          (container) =>
            container.resources?.limits?.cpu === undefined &&
            (container.name === 'credentials' ||
              (!/curl|wget|\/dev\/tcp|apt|until/.test(scriptOf(container)) &&
                // pip, by which agents are installed, tries five times and ends.
                (container.name === 'install' || !/pip/.test(scriptOf(container))))),
          (container) => `${name}/${container.name}`,
        ),
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'template', 'spec', 'initContainers', 0], {
        name: 'init-apiserver',
        command: ['/bin/sh', '-c', 'until curl clearml-redis; do sleep 5; done'],
      }),
  },
  {
    fault: 'an init container needs an image of its own (3.2: centos:7)',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, init, main }) =>
        unless(
          init,
          ({ image }) => image === main.image,
          (container) => `${name}: ${container.image}`,
        ),
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'template', 'spec', 'initContainers', 0, 'image'], 'centos:7'),
  },
  {
    fault: 'a path of the image that its role writes is not writable (1.1, 7.2, 7.7)',
    about: 'server',
    find: (manifests) => {
      const written = [
        ['apiserver', '/var/log/clearml'],
        ['fileserver', '/var/log/clearml'],
        ['asyncdelete', '/opt/clearml/apiserver/apierrors/errors'],
      ] as const
      return written.flatMap(([name, path]) => {
        const { main: container, spec, volumes } = podOf(manifests, name)
        const isReadOnly = container.securityContext?.readOnlyRootFilesystem === true
        const isRoot = spec.securityContext?.runAsNonRoot !== true
        const isWritable = (one: string): boolean => {
          const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === one)
          return volumes.some((volume) => volume.name === mount?.name && volume.emptyDir !== undefined)
        }
        return (isReadOnly ? [path, '/tmp'] : [path])
          .filter((one) => !isWritable(one) && (isReadOnly || !isRoot))
          .map((one) => `${name}: ${one}`)
      })
    },
    again: (manifests) =>
      changed(manifests, FILES, [...main, 'securityContext', 'readOnlyRootFilesystem'], true),
  },
  {
    fault: 'a pod that is not root cannot execute the entrypoint, which has mode 744 (7.7)',
    about: 'server',
    find: (manifests) =>
      unless(
        ['apiserver', 'webserver', 'fileserver', 'asyncdelete'].map((name) => podOf(manifests, name)),
        ({ main: { command = [] } }) =>
          command[0] === '/bin/bash' && !/^\s*\/opt\/clearml\/entrypoint/m.test(command[2] ?? ''),
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, FILES, [...main, 'command'], ['/opt/clearml/entrypoint.sh', 'fileserver']),
  },
  {
    fault: 'a container without memory limits, or with a CPU limit that throttles it (7.4)',
    find: (manifests) =>
      everyPod(manifests).flatMap((one) =>
        unless(
          one.containers,
          (container) =>
            container.resources?.limits?.cpu === undefined &&
            (runsTheUnknown(one, container) || container.resources?.limits?.memory !== undefined) &&
            // The nodes of a queue are chosen by their GPUs and labels, unless its values say more.
            (isTask(one) || container.resources?.requests?.memory !== undefined),
          (container) => `${one.name}/${container.name}`,
        ),
      ),
    again: (manifests) => changed(manifests, API, [...main, 'resources'], undefined),
  },
  {
    fault: 'placement stands inside the container, where Kubernetes does not know it (5.3)',
    base: 'agents',
    find: misplaced,
    again: (manifests) =>
      changedTask(manifests, 'gpu', ['spec', 'containers', 0, 'nodeSelector'], { disk: 'ssd' }),
  },
]
