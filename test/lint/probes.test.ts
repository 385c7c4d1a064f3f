import t from 'tap'
import { findings } from './findings.js'

const check = (containers: string, kind = 'apps/v1, kind: Deployment', others = ''): ReadonlyArray<string> =>
  findings(
    'probes',
    `{apiVersion: ${kind}, metadata: {name: web}, spec: {template: {metadata: {labels: {app: web}}, spec: {${containers}}}}}${others}`,
  )
const ports = 'ports: [{containerPort: 80}]'
const both = 'readinessProbe: {tcpSocket: {port: 80}}, livenessProbe: {tcpSocket: {port: 80}}'

t.test('a container with ports has both probes', async (t) => {
  t.same(check(`containers: [{name: web, ${ports}, ${both}}]`), [])
  t.same(check(`containers: [{name: web, ${ports}, livenessProbe: {exec: {command: [a]}}}]`), [
    'Deployment/web spec.template.spec.containers[0]: the container "web" has no readinessProbe',
  ])
  t.same(check(`containers: [{name: web, ${ports}, startupProbe: {exec: {command: [a]}}}]`), [
    'Deployment/web spec.template.spec.containers[0]: the container "web" has no readinessProbe and no livenessProbe',
  ])
})

t.test('StatefulSets, DaemonSets and what they make count; Jobs and Pods do not', async (t) => {
  const bad = `containers: [{name: web, ${ports}}]`
  for (const kind of ['StatefulSet', 'DaemonSet', 'ReplicaSet']) {
    t.equal(check(bad, `apps/v1, kind: ${kind}`).length, 1, kind)
  }
  t.equal(check(bad, 'v1, kind: ReplicationController').length, 1)
  t.same(check(bad, 'batch/v1, kind: Job'), [])
  t.same(
    findings(
      'probes',
      `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, ${ports}}]}}`,
    ),
    [],
  )
})

t.test('a worker without ports is not asked for probes, unless a Service leads to it', async (t) => {
  const service =
    '\n---\n{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}'
  const worker = 'containers: [{name: worker}]'
  t.same(check(worker), [])
  t.equal(check(worker, undefined, service).length, 1)
  t.match(
    check(`containers: [{name: log}, {name: web, ${ports}}]`, undefined, service),
    [/containers\[1\]/],
    'of several, the one with ports is meant',
  )
})

t.test('sidecars count, init containers that end do not', async (t) => {
  const init = (more: string): ReadonlyArray<string> =>
    check(`initContainers: [{name: i, ${ports}${more}}], containers: [{name: web}]`)
  t.same(init(''), [])
  t.match(init(', restartPolicy: Always'), [/initContainers\[0\]: the container "i" has no readinessProbe/])
})
