/** MongoDB: tasks, models, users. A standalone server, reachable only inside the cluster. */
import type { Literal } from '../dsl/index.js'
import type { StatefulSet } from '../kube/types.js'
import { claim, dataVolume, persistentVolume, prepareStep } from './dataVolume.js'
import type { Installation } from './installation.js'
import { mainContainer, podTemplate } from './pod.js'
import { containerPorts, service, serviceAccount } from './service.js'
import { statefulSet } from './statefulSet.js'
import { ofStore } from './stores.js'

const DATA = '/data/db'

export const mongodb: Literal<Installation['mongodb'], Installation> = {
  serviceAccount: ({ $ }) => ofStore($, 'mongodb', () => serviceAccount($, 'mongodb')),
  service: ({ $ }) => ofStore($, 'mongodb', () => service($, 'mongodb')),
  claim: ({ $ }) => ofStore($, 'mongodb', () => claim($, 'mongodb')),
  persistentVolume: ({ $ }) => ofStore($, 'mongodb', () => persistentVolume($, 'mongodb')),
  statefulSet: ({ $ }) => ofStore($, 'mongodb', () => workload($)),
}

const workload = ($: Installation): StatefulSet => {
  const container = mainContainer($, 'mongodb', {
    // ClearML sorts more than MongoDB's default lets it. Source: `docker-compose.yml` of clearml-server.
    args: [
      '--bind_ip_all',
      '--setParameter',
      'internalQueryMaxBlockingSortMemoryUsageBytes=196100200',
      ...$.values.mongodb.extraArgs,
    ],
    ports: containerPorts('mongodb'),
    env: [],
    startupProbe: {
      tcpSocket: { port: 'mongodb' },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 90,
    },
    livenessProbe: {
      tcpSocket: { port: 'mongodb' },
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    readinessProbe: { tcpSocket: { port: 'mongodb' }, periodSeconds: 10, timeoutSeconds: 5 },
    volumeMounts: [
      { name: 'data', mountPath: DATA },
      { name: 'configdb', mountPath: '/data/configdb' },
    ],
  })
  const template = podTemplate($, 'mongodb', {
    initContainers: prepareStep($, 'mongodb', DATA),
    containers: [container],
    volumes: [dataVolume($, 'mongodb'), { name: 'configdb', emptyDir: {} }],
  })
  return statefulSet($, 'mongodb', template)
}
