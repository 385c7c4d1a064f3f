/** Faults that let strangers in, or that a hardened cluster refuses. */
import type { Ingress, Service } from '../../src/kube/types.js'
import { changed, envOf, everyPod, ofKind, pods, withEnv } from '../support/objects.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const ES = 'StatefulSet/clearml-elasticsearch'
const pod = ['spec', 'template', 'spec']
const stores = ['elasticsearch', 'mongodb', 'redis']

export const exposureFaults: ReadonlyArray<Fault> = [
  {
    fault: 'databases without a password can be reached from outside (7.2)',
    find: (manifests) => [
      ...ofKind<Service>(manifests, 'Service')
        .filter(
          ({ metadata, spec }) =>
            stores.some((of) => metadata?.name === `clearml-${of}`) && spec?.type !== 'ClusterIP',
        )
        .map(({ metadata }) => String(metadata?.name)),
      ...ofKind<Ingress>(manifests, 'Ingress').flatMap(({ spec }) =>
        (spec?.rules ?? []).flatMap(({ http }) =>
          (http?.paths ?? [])
            .map(({ backend }) => String(backend.service?.name))
            .filter((name) => stores.some((of) => name === `clearml-${of}`)),
        ),
      ),
    ],
    again: (manifests) => changed(manifests, 'Service/clearml-mongodb', ['spec', 'type'], 'NodePort'),
  },
  {
    fault: 'a connection string with a password is printed in the log (7.2)',
    find: (manifests) =>
      pods(manifests).flatMap(({ main }) =>
        Object.keys(envOf(main)).filter((name) => /CONNECTION_STRING/.test(name)),
      ),
    again: (manifests) =>
      withEnv(
        manifests,
        API,
        'CLEARML_MONGODB_SERVICE_CONNECTION_STRING',
        'mongodb://u:p@clearml-mongodb:27017',
      ),
  },
  {
    fault: 'a pod reaches into its node: host paths, the docker socket, host network (7.2)',
    find: (manifests) =>
      unless(
        everyPod(manifests),
        ({ spec, volumes }) =>
          volumes.every(({ hostPath }) => hostPath === undefined) &&
          spec.hostNetwork === undefined &&
          spec.hostPID === undefined &&
          spec.hostIPC === undefined,
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, API, [...pod, 'volumes', 0], {
        name: 'x',
        hostPath: { path: '/var/run/docker.sock' },
      }),
  },
  {
    fault: 'a container is privileged though nobody asked for it (7.4: sysctl of Elasticsearch)',
    find: (manifests, { values }) =>
      everyPod(manifests).flatMap(({ name, containers }) =>
        containers
          .filter(({ securityContext }) => securityContext?.privileged === true)
          .filter(() => values?.elasticsearch?.vmMaxMapCount !== 'privilegedInit' || name !== 'elasticsearch')
          .map((container) => `${name}/${container.name}`),
      ),
    again: (manifests) =>
      changed(manifests, ES, [...pod, 'containers', 0, 'securityContext', 'privileged'], true),
  },
  {
    fault: 'a container may gain privileges that its process does not have',
    find: (manifests) =>
      // Not the pods of tasks: their images are the users', and may call sudo.
      pods(manifests).flatMap(({ name, containers }) =>
        unless(
          containers,
          ({ securityContext }) =>
            securityContext?.allowPrivilegeEscalation === false || securityContext?.privileged === true,
          (container) => `${name}/${container.name}`,
        ),
      ),
    again: (manifests) =>
      changed(
        manifests,
        ES,
        [...pod, 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'],
        undefined,
      ),
  },
  {
    fault: 'a store runs as root, which an NFS server with root_squash does not let write (7.7)',
    about: 'server',
    find: (manifests) =>
      unless(
        pods(manifests).filter(({ name }) => [...stores, 'fileserver'].includes(name)),
        ({ spec, main }) =>
          spec.securityContext?.runAsNonRoot === true &&
          // OpenShift gives a number that it has for the namespace, which is not 0.
          spec.securityContext.runAsUser !== 0 &&
          main.securityContext?.runAsUser === undefined,
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, ES, [...pod, 'securityContext', 'runAsUser'], 0),
  },
  {
    fault: 'two components share a service account, and one gets the rights of the other (7.2)',
    find: (manifests) => {
      const names = pods(manifests).map(({ spec }) => spec.serviceAccountName)
      return names.filter((name, i) => name === undefined || names.indexOf(name) !== i).map(String)
    },
    again: (manifests) => changed(manifests, ES, [...pod, 'serviceAccountName'], 'clearml-apiserver'),
  },
  {
    fault: 'a script echoes what it does, keys included (7.2: `bash -x`)',
    find: (manifests) =>
      everyPod(manifests).flatMap(({ name, containers }) =>
        containers
          .filter(({ command = [] }) =>
            command.some((word) => /^-[a-z]*x[a-z]*$/.test(word) || /set -\w*x/.test(word)),
          )
          .map(() => name),
      ),
    again: (manifests) => changed(manifests, API, [...pod, 'containers', 0, 'command', 1], '-ex'),
  },
]
