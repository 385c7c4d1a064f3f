/** Faults of the stores, their images and their data. */
import type { PersistentVolume, PersistentVolumeClaim } from '../../src/kube/types.js'
import {
  changed,
  envOf,
  everyPod,
  idOf,
  type Manifests,
  ofKind,
  podOf,
  pods,
  withEnv,
} from '../support/objects.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const FILES = 'Deployment/clearml-fileserver'
const ES = 'StatefulSet/clearml-elasticsearch'
const MONGO = 'StatefulSet/clearml-mongodb'
const main = ['spec', 'template', 'spec', 'containers', 0]
const stores = ['elasticsearch', 'mongodb', 'redis'] as const
/** What is wrong with a store of the stream; nothing where it is elsewhere. */
const within =
  (of: (typeof stores)[number], find: Fault['find']): Fault['find'] =>
  (manifests, build, values) =>
    values[of].enabled ? find(manifests, build, values) : []
/** Those of all containers, and the one of tasks that name none. */
const images = (manifests: Manifests): ReadonlyArray<string> =>
  everyPod(manifests).flatMap(({ containers }) =>
    containers.flatMap((container) => [
      container.image ?? '',
      ...(envOf(container).CLEARML_DOCKER_IMAGE === undefined
        ? []
        : [envOf(container).CLEARML_DOCKER_IMAGE ?? '']),
    ]),
  )
/** Docker's own, and ClearML's. */
/** From Docker Hub, or from the mirror of the case `corporate`. */
const official =
  /^(docker\.io|registry\.corp\.example\/mirror)\/(clearml\/server|library\/(elasticsearch|mongo|redis|python)|allegroai\/clearml-serving-(inference|statistics|triton)):/
/** A version in full; of Python's image also the Debian that it is built on. */
const pinned = /:[0-9]+\.[0-9]+\.[0-9]+$|\/python:[0-9]+\.[0-9]+\.[0-9]+-(slim-)?bookworm$/
const removedIn8 =
  /^(xpack\.monitoring\.enabled|node\.(data|master|ingest|ml|remote_cluster_client)|discovery\.zen\..*|bootstrap\.memory_lock)$/
const mebibytes = (memory: string | undefined): number => {
  const [, count, unit] = /^([0-9]+)(Mi|Gi)$/.exec(memory ?? '') ?? []
  return Number(count) * (unit === 'Gi' ? 1024 : 1)
}

export const storeFaults: ReadonlyArray<Fault> = [
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
    about: 'server',
    find: (manifests, _, values) =>
      unless(
        [...stores.filter((of) => values[of].enabled), 'asyncdelete'].map((name) => podOf(manifests, name)),
        ({ workload }) => workload.spec?.replicas === 1,
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, MONGO, ['spec', 'replicas'], 2),
  },
  {
    fault: 'a store does not get the time to close its files',
    about: 'server',
    find: (manifests, _, values) =>
      unless(
        stores.filter((of) => values[of].enabled).map((name) => podOf(manifests, name)),
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
    about: 'server',
    find: within('elasticsearch', (manifests) =>
      Object.keys(envOf(podOf(manifests, 'elasticsearch').main)).filter((name) => removedIn8.test(name)),
    ),
    again: (manifests) => withEnv(manifests, ES, 'xpack.monitoring.enabled', 'false'),
  },
  {
    fault: 'Elasticsearch looks for other nodes, or asks for passwords that nobody has',
    about: 'server',
    find: within('elasticsearch', (manifests) => {
      const env = envOf(podOf(manifests, 'elasticsearch').main)
      const expected = {
        'discovery.type': 'single-node',
        'xpack.security.enabled': 'false',
        'cluster.name': 'clearml',
      }
      return Object.entries(expected).flatMap(([name, value]) => (env[name] === value ? [] : [name]))
    }),
    again: (manifests) => withEnv(manifests, ES, 'discovery.type', undefined),
  },
  {
    fault: 'the heap of Elasticsearch is not half of its memory, or its request is less than its limit (7.4)',
    about: 'server',
    find: within('elasticsearch', (manifests) => {
      const { main } = podOf(manifests, 'elasticsearch')
      const memory = mebibytes(main.resources?.limits?.memory)
      const heap = memory / 2
      const sound =
        envOf(main).ES_JAVA_OPTS === `-Xms${heap}m -Xmx${heap}m` &&
        mebibytes(main.resources?.requests?.memory) === memory
      return sound ? [] : [`${envOf(main).ES_JAVA_OPTS} of ${memory} MiB`]
    }),
    again: (manifests) => withEnv(manifests, ES, 'ES_JAVA_OPTS', '-Xms4g -Xmx4g'),
  },
  {
    fault: 'Elasticsearch needs vm.max_map_count of its node, and fails late without it (7.7)',
    about: 'server',
    find: within('elasticsearch', (manifests, { values }) => {
      const disabled = envOf(podOf(manifests, 'elasticsearch').main)['node.store.allow_mmap'] === 'false'
      return disabled === ((values?.elasticsearch?.vmMaxMapCount ?? 'disableMmap') === 'disableMmap')
        ? []
        : ['elasticsearch']
    }),
    again: (manifests) => withEnv(manifests, ES, 'node.store.allow_mmap', undefined),
  },
  {
    fault: 'MongoDB refuses ClearML’s large sorts (2.3)',
    about: 'server',
    find: within('mongodb', (manifests) => {
      const args = (podOf(manifests, 'mongodb').main.args ?? []).join(' ')
      return args.includes('--setParameter internalQueryMaxBlockingSortMemoryUsageBytes=196100200')
        ? []
        : [args]
    }),
    again: (manifests) => changed(manifests, MONGO, [...main, 'args'], ['--bind_ip_all']),
  },
  {
    fault: 'an image of Bitnami, which was taken away (7.4), or of nobody official',
    find: (manifests) => unless(images(manifests), (image) => official.test(image), String),
    again: (manifests) =>
      changed(manifests, MONGO, [...main, 'image'], 'docker.io/bitnami/mongodb:6.0.10-debian-11-r8'),
  },
  {
    fault: 'a tag that is not pinned (1.0)',
    find: (manifests) => unless(images(manifests), (image) => pinned.test(image), String),
    again: (manifests) => changed(manifests, API, [...main, 'image'], 'docker.io/clearml/server:latest'),
  },
  {
    fault: 'stores that do not belong to the server (2.1)',
    about: 'server',
    find: within('mongodb', (manifests, { values }) => {
      const sets = {
        '2.4.0': ['2.4.0', '8.19.9', '8.0.15', '8.2.3'],
        '2.3.0': ['2.3.0', '8.17.0', '7.0.22', '7.4.1'],
      }
      const tags = ['apiserver', ...stores].map((name) => podOf(manifests, name).main.image?.split(':')[1])
      return `${tags}` === `${sets[values?.version ?? '2.4.0']}` ? [] : [`${tags}`]
    }),
    again: (manifests) => changed(manifests, MONGO, [...main, 'image'], 'docker.io/library/mongo:7.0.22'),
  },
  {
    fault: 'a claim is made that nothing mounts, or mounted that nothing makes (4.2)',
    find: (manifests) => {
      const claims = ofKind<PersistentVolumeClaim>(manifests, 'PersistentVolumeClaim')
      const made = claims.map(({ metadata }) => metadata?.name)
      const shared = claims.flatMap(({ metadata, spec }) =>
        `${spec?.accessModes}` === 'ReadWriteMany' ? [metadata?.name] : [],
      )
      const used = everyPod(manifests)
        .flatMap(({ volumes }) =>
          volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
        )
        // Several pods may mount what may be written by many.
        .filter((name, i, all) => !shared.includes(name) || all.indexOf(name) === i)
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
          spec?.storageClassName === undefined &&
          spec?.persistentVolumeReclaimPolicy === 'Retain' &&
          `${claim?.spec?.accessModes}` === `${spec.accessModes}` &&
          claim?.spec?.resources?.requests?.storage === spec.capacity?.storage
        return bound ? [] : [String(metadata?.name)]
      }),
    again: (manifests) => [
      ...manifests,
      { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x' }, spec: {} },
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
]
