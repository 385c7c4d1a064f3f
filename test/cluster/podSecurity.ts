/** The Pod Security level that we say of a pod, against Kubernetes' own admission. */
import type { Test } from 'tap'
import { at, isObject, type JsonObject } from '../../src/json.js'
import { podSecurityLevels } from '../../src/lint/index.js'
import { built } from '../support/streams.js'
import { type Api, messageOf } from './api.js'
import { shown } from './installation.js'
import { cases } from './streams.js'

const secured: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

const container = (context: JsonObject, more: JsonObject = {}): JsonObject => ({
  name: 'a',
  image: 'registry.example.com/a:1',
  securityContext: { ...secured, ...context },
  ...more,
})

/** A pod that is restricted but for one thing. */
const specs: Readonly<Record<string, JsonObject>> = {
  'nothing at all': { containers: [{ name: 'a', image: 'registry.example.com/a:1' }] },
  restricted: { containers: [container({})] },
  hostNetwork: { hostNetwork: true, containers: [container({})] },
  hostPID: { hostPID: true, containers: [container({})] },
  hostIPC: { hostIPC: true, containers: [container({})] },
  hostUsers: { hostUsers: false, containers: [container({ runAsNonRoot: false })] },
  'hostPath volume': {
    containers: [container({})],
    volumes: [{ name: 'v', hostPath: { path: '/data' } }],
  },
  'nfs volume': { containers: [container({})], volumes: [{ name: 'v', nfs: { server: 'a', path: '/b' } }] },
  'emptyDir volume': { containers: [container({})], volumes: [{ name: 'v', emptyDir: {} }] },
  'csi volume': { containers: [container({})], volumes: [{ name: 'v', csi: { driver: 'd.example.com' } }] },
  'claim volume': {
    containers: [container({})],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
  },
  privileged: { containers: [container({ privileged: true, allowPrivilegeEscalation: true })] },
  hostPort: { containers: [container({}, { ports: [{ containerPort: 80, hostPort: 80 }] })] },
  'capability SYS_ADMIN': {
    containers: [container({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
  },
  'capability CHOWN': { containers: [container({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } })] },
  'capability NET_BIND_SERVICE': {
    containers: [container({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  },
  'no capabilities dropped': { containers: [container({ capabilities: {} })] },
  'runAsUser 0': { containers: [container({ runAsUser: 0 })] },
  'runAsUser 0 of the pod': { securityContext: { runAsUser: 0 }, containers: [container({})] },
  'runAsNonRoot by the pod alone': {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'a',
        image: 'registry.example.com/a:1',
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
  'seccomp Unconfined': { containers: [container({ seccompProfile: { type: 'Unconfined' } })] },
  'seccomp Localhost': {
    containers: [container({ seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } })],
  },
  'AppArmor Unconfined': { containers: [container({ appArmorProfile: { type: 'Unconfined' } })] },
  'sysctl that is safe': {
    securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
    containers: [container({})],
  },
  'sysctl that is not': {
    securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] },
    containers: [container({})],
  },
  'SELinux type of a container': { containers: [container({ seLinuxOptions: { type: 'container_t' } })] },
  'SELinux user': { containers: [container({ seLinuxOptions: { user: 'u' } })] },
  'probe of another host': {
    containers: [container({}, { livenessProbe: { httpGet: { host: 'example.com', port: 80 } } })],
  },
  'init container that may escalate': {
    initContainers: [{ ...container({ allowPrivilegeEscalation: true }), name: 'i' }],
    containers: [container({})],
  },
}

const pods = (): ReadonlyArray<readonly [string, JsonObject]> => [
  ...Object.entries(specs).map(([name, spec]): readonly [string, JsonObject] => [name, spec]),
  ...cases.flatMap((one) =>
    built(one.build).manifests.flatMap((manifest): ReadonlyArray<readonly [string, JsonObject]> => {
      const spec = at(manifest, ['spec', 'template', 'spec'])
      return isObject(spec) ? [[`${shown(manifest)} of ${one.name}`, spec]] : []
    }),
  ),
]

/** What the oldest version judges otherwise: its standards had not these yet. */
const SINCE_THE_OLDEST: ReadonlyArray<string> = ['hostUsers', 'probe of another host']

/** Gives the number of pods that were judged, and which of them `isOldest` judges otherwise than we do. */
export const podSecurity = async (
  t: Test,
  api: Api,
  isOldest: boolean,
): Promise<{ readonly pods: number; readonly other: ReadonlyArray<string> }> => {
  const other: string[] = []
  const levels = ['baseline', 'restricted'] as const
  for (const level of levels) {
    const labels = { 'pod-security.kubernetes.io/enforce': level }
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: level, labels } }
    t.equal((await api.apply(namespace)).status, 201)
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'any', namespace: level } }
    t.equal((await api.apply(account)).status, 201)
  }
  const all = pods()
  const answers = new Map<string, string | undefined>()
  for (const [name, spec] of all) {
    if (isOldest && SINCE_THE_OLDEST.includes(name)) {
      other.push(`a pod with ${name}`)
      continue
    }
    for (const level of levels) {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: level },
        spec: { ...spec, serviceAccountName: 'any' },
      }
      const text = JSON.stringify(pod)
      if (!answers.has(text)) {
        const reply = await api.call('POST', `/api/v1/namespaces/${level}/pods?dryRun=All`, { text })
        const said = messageOf(reply)
        if (reply.status >= 300 && !said.includes('violates PodSecurity')) throw new Error(`${name}: ${said}`)
        answers.set(text, reply.status >= 300 ? said : undefined)
      }
      const refused = answers.get(text)
      const [ours] = podSecurityLevels([pod])
      const reaches = ours?.level === 'restricted' || ours?.level === level
      if (reaches !== (refused === undefined)) {
        t.fail(`${name}: we say ${ours?.level}, the server says of ${level}: ${refused ?? 'taken'}`)
      }
    }
  }
  t.ok(answers.size > 80, `${answers.size} pods were judged alike`)
  return { pods: answers.size, other }
}
