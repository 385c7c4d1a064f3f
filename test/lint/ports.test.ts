import t from 'tap'
import { findings } from './findings.js'

const check = (...objects: ReadonlyArray<string>): ReadonlyArray<string> =>
  findings('ports', objects.join('\n---\n'))

const service = (ports: string, more = ''): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: ${ports}${more}}}`
const pod = (containers: string, more = ''): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: ${containers}${more}}}`
const web = pod('[{name: web, ports: [{name: http, containerPort: 80}]}]')

t.test('a target port exists on the pods, by name or number', async (t) => {
  t.same(check(service('[{port: 8080, targetPort: http}]'), web), [])
  t.same(check(service('[{port: 8080, targetPort: 80}]'), web), [])
  t.same(check(service('[{port: 80}]'), web), [])
  t.same(check(service('[{port: 8080, targetPort: htp}]'), web), [
    'Service/web spec.ports[0].targetPort: Pod "web" has no port "htp"; it has "http"',
  ])
  t.same(check(service('[{port: 8080, targetPort: 8081}]'), web), [
    'Service/web spec.ports[0].targetPort: Pod "web" has no port 8081; it has 80',
  ])
  t.same(check(service('[{port: 8080}]'), web), [
    'Service/web spec.ports[0].port: Pod "web" has no port 8080; it has 80',
  ])
  t.same(check(service('[{port: 53, targetPort: http, protocol: UDP}]'), web).length, 1)
})

t.test('a number is not judged where the pod says no ports, or the Service does not forward', async (t) => {
  t.same(check(service('[{port: 8080, targetPort: 8081}]'), pod('[{name: web}]')), [])
  t.same(check(service('[{port: 9300}]', ', clusterIP: None'), web), [])
  t.same(check(service('[{port: 9300}]', ', type: ExternalName'), web), [])
  t.equal(check(service('[{port: 8080, targetPort: http}]'), pod('[{name: web}]')).length, 1)
})

t.test('the ports of sidecars count, those of init containers that end do not', async (t) => {
  const init = (restart: string): string =>
    pod('[{name: web}]', `, initContainers: [{name: i, ports: [{name: proxy, containerPort: 1}]${restart}}]`)
  t.same(check(service('[{port: 80, targetPort: proxy}]'), init(', restartPolicy: Always')), [])
  t.equal(check(service('[{port: 80, targetPort: proxy}]'), init('')).length, 1)
})

t.test('probes and hooks name a port of their container', async (t) => {
  const container = (more: string): string =>
    pod(
      `[{name: web, ports: [{name: http, containerPort: 80}], ${more}}, {name: b, ports: [{name: other, containerPort: 81}]}]`,
    )
  t.same(check(container('readinessProbe: {httpGet: {path: /, port: http}}')), [])
  t.same(check(container('readinessProbe: {httpGet: {path: /, port: 9000}}')), [])
  t.same(check(container('livenessProbe: {exec: {command: [true]}}')), [])
  t.same(check(container('startupProbe: {tcpSocket: {port: other}}')), [
    'Pod/web spec.containers[0].startupProbe.tcpSocket.port: Pod "web" has no port "other"; it has "http"',
  ])
  t.equal(check(container('livenessProbe: {httpGet: {port: htp}}')).length, 1)
  t.equal(check(container('readinessProbe: {httpGet: {port: htp}}')).length, 1)
  t.same(check(container('lifecycle: {preStop: {httpGet: {port: htp}}}')), [
    'Pod/web spec.containers[0].lifecycle.preStop.httpGet.port: Pod "web" has no port "htp"; it has "http"',
  ])
})

t.test('a node port is given once', async (t) => {
  const open = (name: string, ports: string): string =>
    `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {type: NodePort, ports: ${ports}}}`
  t.same(check(open('a', '[{port: 1, nodePort: 30080}]'), open('b', '[{port: 1, nodePort: 30081}]')), [])
  t.same(check(open('a', '[{port: 1, nodePort: 0}]'), open('b', '[{port: 1, nodePort: 0}]')), [])
  t.same(
    check(
      open('a', '[{port: 1, nodePort: 30053}, {port: 1, protocol: UDP, nodePort: 30053}]'),
      open('b', '[{port: 1}]'),
    ),
    [],
  )
  t.same(check(open('a', '[{port: 1, nodePort: 30080}]'), open('b', '[{port: 1, nodePort: 30080}]')), [
    'Service/b spec.ports[0].nodePort: node port 30080 is taken by Service/a spec.ports[0].nodePort',
  ])
})

t.test('port names are given once in a container, container ports once in a pod', async (t) => {
  t.same(
    check(
      pod(
        '[{ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]}, {ports: [{name: a, containerPort: 3}]}]',
      ),
    ),
    ['Pod/web spec.containers[0].ports[1].name: port name "a" is taken by spec.containers[0].ports[0].name'],
  )
  t.same(check(pod('[{ports: [{containerPort: 1}, {containerPort: 1, protocol: UDP}]}]')), [])
  t.same(check(pod('[{ports: [{containerPort: 1}]}, {ports: [{containerPort: 1, protocol: TCP}]}]')), [
    'Pod/web spec.containers[1].ports[0].containerPort: container port 1 is taken by spec.containers[0].ports[0].containerPort',
  ])
  t.same(
    check(pod('[{ports: [{containerPort: 1}]}]', ', initContainers: [{ports: [{containerPort: 1}]}]')),
    [],
  )
})
