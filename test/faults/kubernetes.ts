/** Faults of the Kubernetes objects. */
import type {
  Ingress,
  PersistentVolume,
  PersistentVolumeClaim,
  Service,
  ServiceAccount,
} from '../../src/kube/types.js'
import {
  changed,
  envOf,
  idOf,
  type Manifests,
  ofKind,
  podOf,
  pods,
  scriptOf,
  withEnv,
} from '../support/objects.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const FILES = 'Deployment/clearml-fileserver'
const ES = 'StatefulSet/clearml-elasticsearch'
const MONGO = 'StatefulSet/clearml-mongodb'
const main = ['spec', 'template', 'spec', 'containers', 0]
const stores = ['elasticsearch', 'mongodb', 'redis'] as const

const services = (manifests: Manifests) => ofKind<Service>(manifests, 'Service')
const images = (manifests: Manifests): ReadonlyArray<string> =>
  pods(manifests).flatMap(({ containers }) => containers.map(({ image }) => image ?? ''))
const matches = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value)

/** API groups that every supported Kubernetes serves; a custom resource has its own. */
const versions = [
  'v1',
  'apps/v1',
  'rbac.authorization.k8s.io/v1',
  'networking.k8s.io/v1',
  'cloud.google.com/v1',
]
const clusterScoped = ['Namespace', 'PersistentVolume']
const removedIn8 =
  /^(xpack\.monitoring\.enabled|node\.(data|master|ingest|ml|remote_cluster_client)|discovery\.zen\..*|bootstrap\.memory_lock)$/

const mebibytes = (memory: string | undefined): number => {
  const [, count, unit] = /^([0-9]+)(Mi|Gi)$/.exec(memory ?? '') ?? []
  return Number(count) * (unit === 'Gi' ? 1024 : 1)
}
const seconds = (
  probe: { readonly failureThreshold?: number; readonly periodSeconds?: number } | undefined,
): number => (probe?.failureThreshold ?? 0) * (probe?.periodSeconds ?? 0)

export const kubernetesFaults: ReadonlyArray<Fault> = [
  {
    fault: 'apiserver and asyncdelete share a selector, and the API answers at random (#277)',
    find: (manifests) =>
      pods(manifests).flatMap((one) =>
        unless(
          pods(manifests).filter((other) => other.name !== one.name),
          (other) => !matches(one.selector, other.labels),
          (other) => `${one.name} selects ${other.name}`,
        ),
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/component'], undefined),
  },
  {
    fault: 'a Service balances to pods of another component (#277)',
    find: (manifests) =>
      unless(
        services(manifests),
        ({ metadata, spec }) => {
          const selected = pods(manifests).filter(({ labels }) => matches(spec?.selector ?? {}, labels))
          return selected.length === 1 && metadata?.name === `clearml-${selected[0]?.name}`
        },
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(
        manifests,
        'Service/clearml-apiserver',
        ['spec', 'selector', 'app.kubernetes.io/component'],
        undefined,
      ),
  },
  {
    fault: 'a selector holds a label that changes with a version, and cannot be applied again',
    find: (manifests) =>
      unless(
        pods(manifests),
        ({ selector }) => !Object.keys(selector).some((key) => /version|managed-by|part-of|chart/.test(key)),
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/version'], '2.4.0'),
  },
  {
    fault: 'targetPort is the port of the Service, which can differ from the container’s (#355)',
    find: (manifests) =>
      unless(
        services(manifests),
        ({ metadata, spec }) =>
          (spec?.ports ?? []).every(({ targetPort }) =>
            pods(manifests).some(
              ({ name, main }) =>
                metadata?.name === `clearml-${name}` && main.ports?.some((port) => port.name === targetPort),
            ),
          ),
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(manifests, 'Service/clearml-webserver', ['spec', 'ports', 0, 'targetPort'], 8080),
  },
  {
    fault: 'the Ingress asks for a port that the Service does not have (4.2)',
    find: (manifests) =>
      ofKind<Ingress>(manifests, 'Ingress').flatMap(({ spec }) =>
        (spec?.rules ?? []).flatMap(({ http }) =>
          unless(
            http?.paths ?? [],
            ({ backend }) =>
              services(manifests).some(
                (one) =>
                  one.metadata?.name === backend.service?.name &&
                  one.spec?.ports?.some(({ name }) => name === backend.service?.port?.name),
              ),
            ({ backend }) => JSON.stringify(backend),
          ),
        ),
      ),
    again: (manifests) => [
      ...manifests,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'x' },
        spec: {
          rules: [
            {
              http: {
                paths: [{ backend: { service: { name: 'clearml-webserver', port: { number: 80 } } } }],
              },
            },
          ],
        },
      },
    ],
  },
  {
    fault: 'nodePort is said of a Service that is no NodePort (4.3)',
    find: (manifests) =>
      unless(
        services(manifests),
        ({ spec }) =>
          spec?.type === 'NodePort' || (spec?.ports ?? []).every(({ nodePort }) => nodePort === undefined),
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(manifests, 'Service/clearml-apiserver', ['spec', 'ports', 0, 'nodePort'], 30008),
  },
  {
    fault: 'fixed node ports collide with a second installation (7.4): only where somebody says them',
    find: (manifests, { preset, overlays = [] }) => {
      const said = /nodePort/.test(JSON.stringify([preset?.overlays ?? [], overlays]))
      return said
        ? []
        : services(manifests)
            .flatMap(({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []))
            .map(String)
    },
    again: (manifests) =>
      changed(
        changed(manifests, 'Service/clearml-apiserver', ['spec', 'type'], 'NodePort'),
        'Service/clearml-apiserver',
        ['spec', 'ports', 0, 'nodePort'],
        30008,
      ),
  },
  {
    fault: 'a probe runs curl, which takes any answer for a good one (7.4)',
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
        ({ main }) =>
          main.ports !== undefined && main.readinessProbe !== undefined && main.startupProbe !== undefined,
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
              !/curl|wget|\/dev\/tcp|apt|pip|until/.test(scriptOf(container))),
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
    fault: 'two pods want one ReadWriteOnce volume in a rolling update, and neither goes on (7.4)',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, workload, volumes }) => {
        const keeps = volumes.some(({ name: volume }) => volume === 'data')
        const strategy =
          workload.kind === 'Deployment'
            ? JSON.stringify(workload.spec && 'strategy' in workload.spec && workload.spec.strategy)
            : ''
        return !keeps || workload.kind === 'StatefulSet' || strategy === '{"type":"Recreate"}' ? [] : [name]
      }),
    again: (manifests) => changed(manifests, FILES, ['spec', 'strategy', 'type'], 'RollingUpdate'),
  },
  {
    fault: 'a StatefulSet has volumeClaimTemplates, which Kubernetes does not let change (7.7)',
    find: (manifests) =>
      unless(
        pods(manifests),
        ({ workload }) => workload.spec === undefined || !('volumeClaimTemplates' in workload.spec),
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, ES, ['spec', 'volumeClaimTemplates'], []),
  },
  {
    fault:
      'more stores than their data is made for: three of Elasticsearch, two of MongoDB without a majority (7.4)',
    find: (manifests) =>
      unless(
        [...stores, 'asyncdelete'].map((name) => podOf(manifests, name)),
        ({ workload }) => workload.spec?.replicas === 1,
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, MONGO, ['spec', 'replicas'], 2),
  },
  {
    fault: 'a store does not get the time to close its files',
    find: (manifests) =>
      unless(
        stores.map((name) => podOf(manifests, name)),
        ({ spec }) => (spec.terminationGracePeriodSeconds ?? 30) >= 120,
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, MONGO, ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'], undefined),
  },
  {
    fault: 'a required anti-affinity keeps pods from ever being placed (7.4)',
    find: (manifests) =>
      unless(
        pods(manifests),
        ({ spec }) => spec.affinity === undefined,
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, ES, ['spec', 'template', 'spec', 'affinity'], { podAntiAffinity: {} }),
  },
  {
    fault: 'Elasticsearch 8 is given settings that it does not know, and does not start (2.1)',
    find: (manifests) =>
      Object.keys(envOf(podOf(manifests, 'elasticsearch').main)).filter((name) => removedIn8.test(name)),
    again: (manifests) => withEnv(manifests, ES, 'xpack.monitoring.enabled', 'false'),
  },
  {
    fault: 'Elasticsearch looks for other nodes, or asks for passwords that nobody has',
    find: (manifests) => {
      const env = envOf(podOf(manifests, 'elasticsearch').main)
      const expected = {
        'discovery.type': 'single-node',
        'xpack.security.enabled': 'false',
        'cluster.name': 'clearml',
      }
      return Object.entries(expected).flatMap(([name, value]) => (env[name] === value ? [] : [name]))
    },
    again: (manifests) => withEnv(manifests, ES, 'discovery.type', undefined),
  },
  {
    fault: 'the heap of Elasticsearch is not half of its memory, or its request is less than its limit (7.4)',
    find: (manifests) => {
      const { main } = podOf(manifests, 'elasticsearch')
      const memory = mebibytes(main.resources?.limits?.memory)
      const heap = memory / 2
      const sound =
        envOf(main).ES_JAVA_OPTS === `-Xms${heap}m -Xmx${heap}m` &&
        mebibytes(main.resources?.requests?.memory) === memory
      return sound ? [] : [`${envOf(main).ES_JAVA_OPTS} of ${memory} MiB`]
    },
    again: (manifests) => withEnv(manifests, ES, 'ES_JAVA_OPTS', '-Xms4g -Xmx4g'),
  },
  {
    fault: 'Elasticsearch needs vm.max_map_count of its node, and fails late without it (7.7)',
    find: (manifests, { values }) => {
      const disabled = envOf(podOf(manifests, 'elasticsearch').main)['node.store.allow_mmap'] === 'false'
      return disabled === ((values?.elasticsearch?.vmMaxMapCount ?? 'disableMmap') === 'disableMmap')
        ? []
        : ['elasticsearch']
    },
    again: (manifests) => withEnv(manifests, ES, 'node.store.allow_mmap', undefined),
  },
  {
    fault: 'MongoDB refuses ClearML’s large sorts (2.3)',
    find: (manifests) => {
      const args = (podOf(manifests, 'mongodb').main.args ?? []).join(' ')
      return args.includes('--setParameter internalQueryMaxBlockingSortMemoryUsageBytes=196100200')
        ? []
        : [args]
    },
    again: (manifests) => changed(manifests, MONGO, [...main, 'args'], ['--bind_ip_all']),
  },
  {
    fault: 'an image of Bitnami, which was taken away (7.4), or of nobody official',
    find: (manifests) =>
      unless(
        images(manifests),
        (image) => /^docker\.io\/(clearml\/server|library\/(elasticsearch|mongo|redis)):/.test(image),
        String,
      ),
    again: (manifests) =>
      changed(manifests, MONGO, [...main, 'image'], 'docker.io/bitnami/mongodb:6.0.10-debian-11-r8'),
  },
  {
    fault: 'a tag that is not pinned (1.0)',
    find: (manifests) => unless(images(manifests), (image) => /:[0-9]+\.[0-9]+\.[0-9]+$/.test(image), String),
    again: (manifests) => changed(manifests, API, [...main, 'image'], 'docker.io/clearml/server:latest'),
  },
  {
    fault: 'stores that do not belong to the server (2.1)',
    find: (manifests, { values }) => {
      const sets = {
        '2.4.0': ['2.4.0', '8.19.9', '8.0.15', '8.2.3'],
        '2.3.0': ['2.3.0', '8.17.0', '7.0.22', '7.4.1'],
      }
      const tags = ['apiserver', ...stores].map((name) => podOf(manifests, name).main.image?.split(':')[1])
      return `${tags}` === `${sets[values?.version ?? '2.4.0']}` ? [] : [`${tags}`]
    },
    again: (manifests) => changed(manifests, MONGO, [...main, 'image'], 'docker.io/library/mongo:7.0.22'),
  },
  {
    fault: 'an API that current Kubernetes no longer serves (4.2, 7.4: kubeVersion)',
    find: (manifests) => unless(manifests, ({ apiVersion }) => versions.includes(String(apiVersion)), idOf),
    again: (manifests) => changed(manifests, API, ['apiVersion'], 'extensions/v1beta1'),
  },
  {
    fault: 'a Job, whose pod cannot be changed, breaks the next apply (7.7)',
    find: (manifests) => manifests.filter(({ kind }) => kind === 'Job' || kind === 'CronJob').map(idOf),
    again: (manifests) => [
      ...manifests,
      { apiVersion: 'v1', kind: 'Job', metadata: { name: 'x', namespace: 'x' } },
    ],
  },
  {
    fault: 'an object has no namespace and lands where kubectl happens to be (3.2)',
    find: (manifests) =>
      unless(
        manifests,
        ({ kind, metadata }) =>
          clusterScoped.includes(String(kind)) ===
          ((metadata as { readonly namespace?: string }).namespace === undefined), // as every manifest has it
        idOf,
      ),
    again: (manifests) => changed(manifests, API, ['metadata', 'namespace'], undefined),
  },
  {
    fault: 'a claim is made that nothing mounts, or mounted that nothing makes (4.2)',
    find: (manifests) => {
      const made = ofKind<PersistentVolumeClaim>(manifests, 'PersistentVolumeClaim').map(
        ({ metadata }) => metadata?.name,
      )
      const used = pods(manifests).flatMap(({ volumes }) =>
        volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
      )
      return `${[...made].sort()}` === `${[...used].sort()}` ? [] : [`made: ${made}; used: ${used}`]
    },
    again: (manifests) =>
      manifests.filter((manifest) => idOf(manifest) !== 'PersistentVolumeClaim/clearml-redis-data'),
  },
  {
    fault: 'a claim takes another volume than the one that was made for it (3.3)',
    find: (manifests) =>
      ofKind<PersistentVolume>(manifests, 'PersistentVolume').flatMap(({ metadata, spec }) => {
        const claim = ofKind<PersistentVolumeClaim>(manifests, 'PersistentVolumeClaim').find(
          (one) =>
            one.metadata?.name === spec?.claimRef?.name &&
            one.metadata?.namespace === spec?.claimRef?.namespace,
        )
        const bound =
          claim?.spec?.volumeName === metadata?.name &&
          claim?.spec?.storageClassName === '' &&
          spec?.storageClassName === '' &&
          spec.persistentVolumeReclaimPolicy === 'Retain' &&
          `${claim?.spec?.accessModes}` === `${spec.accessModes}` &&
          claim?.spec?.resources?.requests?.storage === spec.capacity?.storage
        return bound ? [] : [String(metadata?.name)]
      }),
    again: (manifests) => [
      ...manifests,
      { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x' }, spec: { storageClassName: '' } },
    ],
  },
  {
    fault:
      'an uninstall takes the data along (promise 6): a claim, volume or namespace without its keep annotations',
    find: (manifests) =>
      unless(
        manifests.filter(({ kind }) =>
          ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'].includes(String(kind)),
        ),
        (manifest) => {
          const annotations = JSON.stringify(manifest.metadata)
          return ['helm.sh/resource-policy', 'Prune=false,Delete=false', 'fluxcd.io/prune'].every((word) =>
            annotations.includes(word),
          )
        },
        idOf,
      ),
    again: (manifests) =>
      changed(
        manifests,
        'PersistentVolumeClaim/clearml-mongodb-data',
        ['metadata', 'annotations'],
        undefined,
      ),
  },
  {
    fault: 'a path of the image that its role writes is not writable (1.1, 7.2)',
    find: (manifests) =>
      ['apiserver', 'fileserver'].flatMap((name) => {
        const { main: container, volumes } = podOf(manifests, name)
        const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === '/var/log/clearml')
        const writable = volumes.some(
          (volume) => volume.name === mount?.name && volume.emptyDir !== undefined,
        )
        return writable && container.securityContext?.readOnlyRootFilesystem !== true ? [] : [name]
      }),
    again: (manifests) =>
      changed(manifests, FILES, [...main, 'securityContext', 'readOnlyRootFilesystem'], true),
  },
  {
    fault: 'a pod that is not root cannot execute the entrypoint, which has mode 744 (7.7)',
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
    fault: 'a service account is used that the stream does not make (#246, #253)',
    find: (manifests) => {
      const made = ofKind<ServiceAccount>(manifests, 'ServiceAccount').map(({ metadata }) => metadata?.name)
      return unless(
        pods(manifests),
        ({ spec }) => made.includes(spec.serviceAccountName),
        ({ name }) => name,
      )
    },
    again: (manifests) => manifests.filter((manifest) => idOf(manifest) !== 'ServiceAccount/clearml-redis'),
  },
  {
    fault: 'a container without memory limits, or with a CPU limit that throttles it (7.4)',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, containers }) =>
        unless(
          containers,
          ({ resources }) =>
            resources?.limits?.memory !== undefined &&
            resources.limits.cpu === undefined &&
            resources.requests?.memory !== undefined,
          (container) => `${name}/${container.name}`,
        ),
      ),
    again: (manifests) => changed(manifests, API, [...main, 'resources'], undefined),
  },
  {
    fault: 'a field is null, or an annotation no text (7.4: `deploymentAnnotations: null`)',
    find: (manifests) => {
      const found: string[] = []
      JSON.stringify(manifests, (key, value) => {
        if (value === null) found.push(key)
        if (key === 'annotations' || key === 'labels')
          found.push(...Object.values((value ?? {}) as object).filter((one) => typeof one !== 'string')) // a map by its name
        return value
      })
      return found
    },
    again: (manifests) => changed(manifests, API, ['metadata', 'annotations'], null),
  },
]
