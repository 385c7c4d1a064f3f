import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { canonical } from '../../src/kube/canonical.js'
import { needs } from '../support/which.js'

/** A workload with every list and map of a pod that can be empty, each of them empty or filled by chance. */
const workload: fc.Arbitrary<JsonObject> = fc
  .record({
    list: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    cpu: fc.constantFrom<Json>('1000m', '0.5', 2, '1.5Gi', '0.1Ki', null),
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  })
  .map(({ list, cpu, kind }) => {
    const or = (i: number, filled: Json, empty: Json): Json => (list[i] ? filled : empty)
    const podSpec = {
      nodeSelector: or(0, { a: 'b' }, {}),
      tolerations: or(1, [{ operator: 'Exists' }], []),
      initContainers: [],
      imagePullSecrets: or(2, [{ name: 'a' }], []),
      hostAliases: or(3, [{ ip: '10.0.0.1', hostnames: or(4, ['a'], []) }], []),
      topologySpreadConstraints: [],
      readinessGates: [],
      schedulingGates: [],
      resourceClaims: [],
      overhead: or(5, { cpu }, {}),
      securityContext: or(6, { supplementalGroups: or(7, [1], []), sysctls: [] }, null),
      dnsConfig: or(8, { nameservers: [], searches: or(9, ['a'], []), options: [] }, null),
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [],
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: or(
              10,
              [{ matchFields: [], matchExpressions: [{ key: 'a', operator: 'Exists', values: [] }] }],
              [],
            ),
          },
        },
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'a', namespaces: [], labelSelector: { matchExpressions: [] } },
          ],
          preferredDuringSchedulingIgnoredDuringExecution: [],
        },
      },
      volumes: or(
        11,
        [
          { name: 'a', emptyDir: or(12, { sizeLimit: cpu }, {}) },
          { name: 'b', configMap: { name: 'a', items: or(13, [{ key: 'a', path: 'a' }], []) } },
          { name: 'c', projected: { sources: or(14, [{ downwardAPI: { items: [] } }], []) } },
          { name: 'd', csi: { driver: 'a', volumeAttributes: or(15, { limits: '1000m' }, {}) } },
          {
            name: 'e',
            ephemeral: {
              volumeClaimTemplate: {
                metadata: { labels: {} },
                spec: { accessModes: [], resources: { requests: { storage: cpu } } },
              },
            },
          },
          { name: 'f', flexVolume: { driver: 'a', options: or(16, { sizeLimit: '1024Mi' }, {}) } },
        ],
        [],
      ),
      containers: [
        {
          name: 'a',
          command: or(17, ['a'], []),
          args: or(18, [''], []),
          env: [
            { name: 'ZZ', value: '1' },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1000m' } } },
          ],
          envFrom: or(19, [{ prefix: 'a' }], []),
          ports: or(20, [{ containerPort: 1 }], []),
          volumeMounts: [],
          volumeDevices: [],
          resizePolicy: [],
          resources: {
            limits: or(21, { cpu }, {}),
            requests: or(22, { memory: cpu, cpu: null }, {}),
            claims: [],
          },
          securityContext: or(23, { capabilities: { add: or(24, ['a'], []), drop: [] } }, {}),
          livenessProbe: or(25, { exec: { command: [] } }, { httpGet: { port: 80, httpHeaders: [] } }),
          lifecycle: or(26, {}, { preStop: { exec: {} } }),
        },
      ],
    }
    const metadata = {
      name: 'a',
      labels: or(27, { limits: '1000m' }, {}),
      annotations: {},
      finalizers: [],
      ownerReferences: [],
    }
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata,
      spec: {
        selector: or(28, { matchLabels: {}, matchExpressions: [] }, { matchLabels: { env: '' } }),
        template: { metadata: { ...metadata, finalizers: or(29, ['a'], []) }, spec: podSpec },
        ...(kind === 'StatefulSet' ? { volumeClaimTemplates: [], serviceName: 'a' } : {}),
      },
    }
  })

/** Through Kubernetes' own Go types and back, without what they add by themselves. */
const throughGo = (manifest: JsonObject): Json => {
  const out = execFileSync('kubectl', ['set', 'env', '--local', '-f', '-', 'ZZ=1', '-o', 'json'], {
    input: JSON.stringify(manifest).replace('"ZZ","value":"1"', '"ZZ","value":"0"'), // it prints what it changes
    encoding: 'utf8',
  })
  return without(JSON.parse(out), ['status', 'creationTimestamp', 'updateStrategy', 'strategy'])
}

const without = (value: Json, names: ReadonlyArray<string>): Json =>
  Array.isArray(value)
    ? value.map((item) => without(item, names))
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).flatMap(([name, item]) =>
            names.includes(name) || (name === 'resources' && JSON.stringify(item) === '{}')
              ? []
              : [[name, without(item, names)]],
          ),
        )
      : value

const withoutNulls = (value: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(value), (_, item) => (item === null ? undefined : item))

t.test(
  "a canonical workload comes back unchanged from Kubernetes' own types",
  needs('kubectl'),
  async (t) => {
    for (const value of fc.sample(workload, { numRuns: 15, seed: 7 })) {
      t.strictSame(throughGo(canonical(value)), canonical(value), 'nothing is left that Go drops')
      t.strictSame(throughGo(withoutNulls(value)), canonical(value), 'nothing is dropped that Go keeps')
    }
  },
)
