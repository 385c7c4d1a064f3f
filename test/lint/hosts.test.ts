import fc from 'fast-check'
import t from 'tap'
import type { External } from '../../src/lint/external.js'
import { addresses } from '../../src/lint/url.js'
import { findings } from './findings.js'

const services = `
{apiVersion: v1, kind: Service, metadata: {name: clearml-apiserver, namespace: ml}, spec: {ports: [{port: 8008, nodePort: 30008}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: clearml-redis, namespace: ml}, spec: {ports: [{port: 6379}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: clearml-mongodb, namespace: ml}, spec: {clusterIP: None, ports: [{port: 27017}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: clearml-mail, namespace: ml}, spec: {type: ExternalName, externalName: mail.example.com}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: ml}, spec: {rules: [{host: clearml}]}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: h, namespace: ml}, spec: {hostnames: [clearml-gateway]}}
---
{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: ml}, spec: {host: clearml-route}}
---
`

const env = (
  variables: Readonly<Record<string, string>>,
  external: ReadonlyArray<External> = [],
): ReadonlyArray<string> => {
  const list = Object.entries(variables).map(([name, value]) => ({ name, value }))
  const pod = { hostAliases: [{ ip: '10.0.0.9', hostnames: ['old-server'] }], containers: [{ env: list }] }
  const metadata = { name: 'web', namespace: 'ml' }
  return findings(
    'hosts',
    services + JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: pod }),
    external,
  )
}

const config = (key: string, value: string): ReadonlyArray<string> =>
  findings(
    'hosts',
    services +
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', namespace: 'ml' },
        data: { [key]: value },
      }),
  )

t.test('a URL in an env value leads to a Service and a port of the stream', async (t) => {
  for (const value of [
    'http://clearml-apiserver:8008',
    'http://clearml-apiserver:8008/',
    'http://CLEARML-apiserver:8008/debug.ping?a=http://clearml-apiserver:8008',
    'http://clearml-apiserver',
    'http://clearml-apiserver.ml.svc:8008',
    'http://clearml-apiserver.ml.svc.cluster.local:8008/x',
    '["http://clearml-apiserver:8008","redis://clearml-redis:6379/0"]',
    'mongodb://user:p%40ss@clearml-mongodb:27017,clearml-mongodb:27018/db?replicaSet=rs',
    'mongodb://user:$(PASSWORD)@clearml-mongodb:27017',
    'mongodb://db-0.clearml-mongodb.ml.svc:27017',
    'smtp://clearml-mail:25',
    'https://kubernetes/api',
  ]) {
    t.same(env({ A: value }), [], value)
  }
})

t.test('a host that is no Service is reported with the nearest one', async (t) => {
  t.same(env({ A: 'http://clearml-apisever:8008' }), [
    'Pod/web spec.containers[0].env[0].value: no Service "clearml-apisever" in the stream; did you mean "clearml-apiserver"?',
  ])
  t.same(env({ A: '["http://clearml-apiserver:8008", "http://clearml-fileserver-2:8081/x"]' }), [
    'Pod/web spec.containers[0].env[0].value: no Service "clearml-fileserver-2" in the stream; did you mean "clearml-apiserver"?',
  ])
  for (const value of [
    'http://clearml-apiserver:8008,http://clearml-web:80',
    'mongodb://clearml-mongodb:27017,clearml-mongo:27017/x',
    `http://clearml-web:${'$'}{PORT}/x`,
    'http://clearml-web.ml.svc:80',
    'http://clearml-web.ml.svc.cluster.local',
    'telnet://clearml-web:80',
    'jdbc:postgresql://clearml-web/db',
  ]) {
    t.equal(env({ A: value }).length, 1, value)
  }
})

t.test('a port that the Service does not have is reported with those that it has', async (t) => {
  t.same(env({ A: 'http://clearml-apiserver:8009' }), [
    'Pod/web spec.containers[0].env[0].value: Service "clearml-apiserver" has no port 8009; it has 8008',
  ])
})

t.test('hosts that are filled in later, or that are no Services, are left alone', async (t) => {
  for (const value of [
    'http://localhost:8081',
    'http://127.0.0.1:80',
    'http://[::1]:80',
    'https://files.example.com',
    'http://clearml-x.example.com:8008',
    `http://${'$'}{HOST}:8008`,
    `http://clearml-${'$'}{X}:8008`,
    'http://clearml-$(X):8008',
    'http://$HOST:8008',
    'http://clearml-$X',
    'http://clearml-%s:8008',
    'http://%s',
    'http://{{ .host }}:80',
    'http://clearml-{{ x }}',
    'http://<clearml-host>:80',
    'http://*:80',
    'http://clearml-*',
    's3://clearml-bucket/x',
    'file:///tmp',
    'oci://clearml-images',
    'http://old-server:80',
    'http://clearml/files',
    'https://clearml-gateway/files',
    'https://clearml-route/files',
    'http://ml-node-1:30008',
    'http://kube-dns.kube-system.svc:53',
    'clearml-server:latest',
  ]) {
    t.same(env({ A: value }), [], value)
  }
  t.same(env({ HTTP_PROXY: 'http://proxy:3128', https_proxy: 'http://proxy:3128' }), [])
})

t.test('a host that is declared external is a host', async (t) => {
  t.same(env({ A: 'http://clearml-server:8080' }, [{ kind: 'Service', name: 'clearml-server' }]), [])
  t.equal(env({ A: 'http://clearml-server:8080' }).length, 1)
})

t.test('a host without a dot that begins like nothing of the stream is somebody else', async (t) => {
  for (const value of [
    'http://minio:9000',
    'http://a?b=c',
    'redis://my-redis:6379',
    'http://ml-server:8080',
  ]) {
    t.same(env({ A: value }), [], value)
  }
  t.same(env({ MINIO_SERVICE_HOST: 'minio', MINIO_SERVICE_PORT: '9000' }), [])
  t.equal(env({ X_SERVICE_HOST: 'clearml-rediss' }).length, 1)
  t.same(env({ CLEARML_REDIS_SERVICE_HOST: 'minio' }), [
    'Pod/web spec.containers[0].env[0].value: no Service "minio" in the stream',
  ])
})

t.test('SERVICE_HOST and SERVICE_PORT of one prefix belong together', async (t) => {
  const pair = (host: string, port: string): ReadonlyArray<string> =>
    env({ X_SERVICE_PORT: port, CLEARML_REDIS_SERVICE_HOST: host, CLEARML_REDIS_SERVICE_PORT: port })
  t.same(pair('clearml-redis', '6379'), [])
  t.same(pair('redis.example.com', '1'), [])
  t.same(pair('$(HOST)', '6379'), [])
  t.same(pair('clearml-redis', '$(PORT)'), [])
  t.same(pair('clearml-rediss', '6379'), [
    'Pod/web spec.containers[0].env[1].value: no Service "clearml-rediss" in the stream; did you mean "clearml-redis"?',
  ])
  t.same(pair('clearml-redis', '6380'), [
    'Pod/web spec.containers[0].env[2].value: Service "clearml-redis" has no port 6380; it has 6379',
  ])
  t.equal(env({ CLEARML_REDIS_SERVICE_HOST: 'redis' }).length, 1)
})

t.test('commands and args are read, and each address is reported once', async (t) => {
  t.same(
    findings(
      'hosts',
      `${services}
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ml}
spec:
  template:
    spec:
      initContainers:
        - command: [sh, -c, "until curl 'http://clearml-api:8008/debug.ping'; do echo http://clearml-api:8008; done"]
      containers:
        - args: [--fileserver-host, http://clearml-files:8081]
`,
    ),
    [
      'Deployment/web spec.template.spec.initContainers[0].command[2]: no Service "clearml-api" in the stream; did you mean "clearml-mail"?',
      'Deployment/web spec.template.spec.containers[0].args[1]: no Service "clearml-files" in the stream; did you mean "clearml-mail" or "clearml-redis"?',
    ],
  )
})

t.test('in a ConfigMap only what begins like the stream is taken for a Service', async (t) => {
  t.same(config('apiserver.conf', 'url: "http://clearml-apisever:8008"'), [
    'ConfigMap/c data["apiserver.conf"]: no Service "clearml-apisever" in the stream; did you mean "clearml-apiserver"?',
  ])
  t.equal(config('x.py', "urlopen('http://clearml-apiserver:8009/')").length, 1)
  t.equal(config('nginx.conf', 'proxy_pass http://clearml-web.ml.svc:80;').length, 1)
  for (const value of [
    'url: "http://clearml-apiserver:8008"',
    'url: "http://elasticsearch:9200"',
    'see http://host:80 and http://clearmlx',
    '# for example http://clearml-web:80',
    '  // http://clearml-web:80',
    'upstream clearml-backend { server 10.0.0.1; }\nproxy_pass http://clearml-backend;',
    'f"http://clearml-{name}:80"',
    "'http://clearml-%s' % name",
    'http://clearml-$NAME:80',
  ]) {
    t.same(config('x.conf', value), [], value)
  }
})

t.test('every address is found, whatever stands around it', async (t) => {
  const host = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/)
  const before = fc.constantFrom('"', "'", ' ', '\n', '(', '=', ',', '')
  const after = fc.constantFrom('"', "'", ' ', '\n', ')', ';', '|', '>', '/', ',', '\\"', '')
  const found = (name: string, port: number, start: string, end: string): void => {
    const [first, ...others] = addresses(`x ${start}http://${name}:${port}${end}`)
    t.match(first, { host: name, port }, { bail: true })
    t.same(others, [])
  }
  fc.assert(fc.property(host, fc.integer({ min: 1, max: 65535 }), before, after, found))
})

t.test('no text gives anything but names as hosts', async (t) => {
  const piece = fc.constantFrom('http://', 'a', '-', '.', ':', '8', ',', '@', '$', '%', '{', ' ')
  const names = (text: string): boolean =>
    addresses(text).every(({ host }) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host))
  t.doesNotThrow(() => fc.assert(fc.property(fc.string({ unit: piece, maxLength: 30 }), names)))
})
