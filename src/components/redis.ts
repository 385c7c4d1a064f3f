/** Redis: queue state, sessions, the fileserver's tokens. Written to disk as it happens. */
import type { Literal } from '../dsl/index.js'
import type { StatefulSet } from '../kube/types.js'
import { claim, dataVolume, persistentVolume, prepareStep } from './dataVolume.js'
import type { Installation } from './installation.js'
import { mainContainer, podTemplate } from './pod.js'
import { containerPorts, service, serviceAccount } from './service.js'
import { statefulSet } from './statefulSet.js'
import { ofStore } from './stores.js'

const DATA = '/data'

export const redis: Literal<Installation['redis'], Installation> = {
  serviceAccount: ({ $ }) => ofStore($, 'redis', () => serviceAccount($, 'redis')),
  service: ({ $ }) => ofStore($, 'redis', () => service($, 'redis')),
  claim: ({ $ }) => ofStore($, 'redis', () => claim($, 'redis')),
  persistentVolume: ({ $ }) => ofStore($, 'redis', () => persistentVolume($, 'redis')),
  statefulSet: ({ $ }) => ofStore($, 'redis', () => workload($)),
}

const workload = ($: Installation): StatefulSet => {
  const ping = { exec: { command: ['/bin/sh', '-c', 'redis-cli ping | grep -q PONG'] }, timeoutSeconds: 5 }
  const container = mainContainer($, 'redis', {
    args: ['--appendonly', 'yes', ...$.values.redis.extraArgs],
    ports: containerPorts('redis'),
    env: [],
    startupProbe: { ...ping, periodSeconds: 5, failureThreshold: 120 },
    livenessProbe: {
      tcpSocket: { port: 'redis' },
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    readinessProbe: { ...ping, periodSeconds: 10 },
    volumeMounts: [{ name: 'data', mountPath: DATA }],
  })
  const template = podTemplate($, 'redis', {
    initContainers: prepareStep($, 'redis', DATA),
    containers: [container],
    volumes: [dataVolume($, 'redis')],
  })
  return statefulSet($, 'redis', template)
}
