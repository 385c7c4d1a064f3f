import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { lint, rules, showFinding, sorted } from '../../src/lint/index.js'
import { errors, manifests } from './findings.js'

t.test('every rule has a file of its name', async (t) => {
  const files = readdirSync(new URL('../../src/lint/', import.meta.url))
  for (const { id } of rules) t.ok(files.includes(`${id}.ts`), id)
})

const broken = `
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: wbe
      containers: [{name: web, env: [{name: API, value: "http://web:8008"}]}]
---
{apiVersion: v1, kind: Service, metadata: {name: web}}
`

t.test('findings come rule by rule, each in the order of the stream', async (t) => {
  t.same(errors(broken), [
    'identities: Service/web metadata.name: objects 1 and 3 of the stream are the same object',
    'references: Deployment/web spec.template.spec.serviceAccountName: no ServiceAccount "wbe" in the stream',
    'hosts: Deployment/web spec.template.spec.containers[0].env[0].value: Service "web" has no port 8008; it has 80',
    'ports: Service/web spec.ports[0].targetPort: Deployment "web" has no port "http"; it has none',
  ])
})

t.test('errors and warnings are told apart, and what is ignored is gone', async (t) => {
  const found = lint(manifests(broken), { external: [] })
  const ids = (ignore: Parameters<typeof sorted>[1]): ReadonlyArray<ReadonlyArray<string>> => {
    const { error, warning } = sorted(found, ignore)
    return [error.map(({ rule }) => rule), warning.map(({ rule }) => rule)]
  }
  t.same(ids([]), [
    ['identities', 'references', 'hosts', 'ports'],
    ['requests', 'probes'],
  ])
  const object = { kind: 'Deployment', name: 'web' }
  t.same(
    ids([{ rule: 'hosts', object }, { rule: 'ports', object }, { rule: 'probes' }]),
    [['identities', 'references', 'ports'], ['requests']],
    'the one of ports is a Service',
  )
})

t.test(
  'a finding knows its object, also where two have one name, and ends with the id of its rule',
  async (t) => {
    const service = (port: string) =>
      `{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 1, nodePort: 30001}${port}]}}`
    const [first, second, ...more] = lint(
      manifests(`${service('')}\n---\n${service(', {port: 2, nodePort: 30002}')}`),
      { external: [] },
    )
    t.match(
      [first, second],
      [
        { place: 1, rule: 'identities' },
        { place: 1, rule: 'ports' },
      ],
    )
    t.same(more, [])
    t.match(second === undefined ? '' : showFinding(second), /^Service\/a .* \[ports\]$/)
  },
)

t.test('an empty stream is fine', async (t) => {
  t.same(lint([], { external: [] }), [])
})

/** A whole installation in small, to be broken at random places. */
const sound: ReadonlyArray<JsonObject> = manifests(`
{apiVersion: v1, kind: Namespace, metadata: {name: ml, labels: {pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: restricted}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: ml}, spec: {selector: {app: web}, ports: [{port: 80, nodePort: 30080, targetPort: http}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: ml}
spec:
  serviceName: web
  selector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: Exists}]}
  volumeClaimTemplates: [{metadata: {name: data}}]
  template:
    metadata: {labels: {app: web}}
    spec:
      hostAliases: [{hostnames: [old]}]
      securityContext: {runAsNonRoot: true, runAsUser: 1, seccompProfile: {type: RuntimeDefault}, sysctls: [{name: net.ipv4.tcp_rmem}]}
      imagePullSecrets: [{name: s}]
      volumes: [{name: c, configMap: {name: c, items: [{key: k, path: k}]}}, {name: p, projected: {sources: [{secret: {name: s}}]}}]
      containers:
        - name: web
          image: registry:5000/web:1.27
          resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seLinuxOptions: {type: container_t}}
          livenessProbe: {tcpSocket: {port: http}}
          args: [http://web:80]
          env: [{name: A_SERVICE_HOST, value: web}, {name: A_SERVICE_PORT, value: "80"}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]
          envFrom: [{configMapRef: {name: c}}]
          ports: [{name: http, containerPort: 80}]
          readinessProbe: {httpGet: {port: http, httpHeaders: [{name: Authorization, value: Basic YTpi}]}}
          lifecycle: {preStop: {tcpSocket: {port: http}}}
          volumeMounts: [{name: c, mountPath: /c}, {name: data, mountPath: /d}]
---
{apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: x}, spec: {ttlSecondsAfterFinished: 1, template: {spec: {resources: {limits: {cpu: 1, memory: 1}}, containers: [{name: j, image: a@sha256:0}]}}}}
---
{apiVersion: v1, kind: ConfigMap, immutable: true, metadata: {name: c-v1, namespace: ml}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: ml}, data: {k: "http://web:80"}}
---
{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: ml}, data: {k: AAAA}}
---
{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {claimRef: {name: data-web-0, namespace: ml}}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: ml}, spec: {rules: [{host: h, http: {paths: [{backend: {service: {name: web, port: {number: 80}}}}]}}]}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: ml}, spec: {selector: {matchLabels: {app: web}}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: ml}, roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: default}]}
`)

t.test('a sound installation has no findings', async (t) => {
  t.same(lint(sound, { external: [] }), [])
})

t.test('nothing throws, whatever stands in a field', async (t) => {
  const junk: fc.Arbitrary<Json> = fc.constantFrom<Json>(
    null,
    0,
    -1,
    true,
    '',
    'x',
    [],
    {},
    [null],
    [[1]],
    { a: null },
    ['x'],
  )
  const broken: fc.Arbitrary<ReadonlyArray<Json>> = fc
    .array(fc.tuple(fc.nat(600), junk), { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce<Json>((stream, [place, value]) => replaceNth(stream, place, value), [...sound]),
    )
    .map((stream) => (Array.isArray(stream) ? stream : [stream]))
  const holds = (stream: ReadonlyArray<Json>): boolean => {
    const found = lint(stream as ReadonlyArray<JsonObject>, { external: [] }) // broken on purpose
    return found.every(
      (finding) => showFinding(finding).length > 0 && !showFinding(finding).includes('undefined'),
    )
  }
  t.doesNotThrow(() => fc.assert(fc.property(broken, holds), { numRuns: 500 }))
})

/** The value with what stands at the n-th place, depth first, replaced. */
const replaceNth = (root: Json, n: number, by: Json): Json => {
  let count = -1
  const go = (value: Json): Json => {
    count += 1
    if (count === n) return by
    if (Array.isArray(value)) return value.map(go)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, go(item)]))
  }
  return go(root)
}
