import fc from 'fast-check'
import t from 'tap'
import { findings } from '../src/findings.js'
import { currentKubeVersion } from '../src/openapi/index.js'
import { manifests } from './lint/findings.js'
import { examples } from './openapi/examples.js'

const options = { version: currentKubeVersion, crds: [], ignores: [] }
const given = (yaml: string) => manifests(yaml).map((manifest) => ({ manifest }))
const lines = (yaml: string): ReadonlyArray<string> =>
  findings(given(yaml), options).lines.map(({ text }) => text)
/** Errors, and warnings of the rules about one stream as a whole. */
const errors = (yaml: string): ReadonlyArray<string> =>
  lines(yaml).filter((line) => !line.startsWith('warning: '))

const web = (volumes: string, container: string, more = ''): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {volumes: ${volumes}, containers: [{name: web, image: "a:1", ${container}}]${more}}}}}`
const service = (ports: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: ${ports}}}`

t.test('what Kubernetes documents is no error', async (t) => {
  for (const [name, yaml] of Object.entries(examples)) t.same(errors(yaml), [], name)
})

t.test('a fault that the API and a rule find is said once', async (t) => {
  const mount = '{name: v, mountPath: /v}'
  for (const yaml of [
    web('[]', `volumeMounts: [${mount}]`),
    web('[{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]', `volumeMounts: [${mount}]`),
    web('[{name: v, emptyDir: {}}]', `volumeMounts: [${mount}, ${mount}]`),
    web('[]', 'ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]'),
    web('[]', 'args: []').replace('matchLabels: {app: web}', 'matchLabels: {app: api}'),
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: Not_a_name}}',
    '{apiVersion: v1, kind: ConfigMap, metadata: {}}',
    '{apiVersion: v1, metadata: {name: a}}',
    '{kind: ConfigMap, metadata: {name: a}}',
  ]) {
    t.equal(errors(yaml).length, 1, `${yaml}\n${errors(yaml).join('\n')}`)
  }
})

t.test('a name is judged as the version of Kubernetes does', async (t) => {
  const named = '{apiVersion: v1, kind: Service, metadata: {name: 1st}, spec: {ports: [{port: 1}]}}'
  t.same(errors(named), [])
  const [line, ...more] = findings(given(named), { ...options, version: '1.35' }).lines
  t.same([line?.severity, more], ['error', []])
  t.match(
    errors('{apiVersion: example.com/v1, kind: Thing, metadata: {name: Not_a_name}}'),
    [/^Thing\/Not_a_name metadata\.name: .* \[identities\]$/],
    'of a kind without a schema, only a rule can',
  )
})

t.test('what is not in the stream may be in the cluster: a warning, once for all who need it', async (t) => {
  const env = (name: string): string =>
    `{name: ${name}, valueFrom: {secretKeyRef: {name: keys, key: ${name}}}}`
  const missing = lines(web('[]', `env: [${env('a')}, ${env('b')}, ${env('c')}]`)).filter((line) =>
    /Secret/.test(line),
  )
  t.same(missing, [
    'warning: Deployment/web spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name: no Secret "keys" in the stream (as in 2 more places) [references]',
  ])
  t.same(lines(service('[{port: 80}]')), [
    'warning: Service/web spec.selector: selects no pods of the stream; expected the labels of one pod template [selectors]',
  ])
})

t.test('what cannot work within the stream is an error', async (t) => {
  const twice = '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: v}}'
  t.match(errors(`${twice}\n---\n${twice}`), [/the same object \[identities\]$/])
  const env = 'env: [{name: A, valueFrom: {configMapKeyRef: {name: a, key: x}}}]'
  t.match(errors(`${twice}\n---\n${web('[]', env)}`), [/ConfigMap "a" has no key "x".* \[references\]$/])
  t.match(
    errors(
      `${service('[{port: 80, targetPort: htp}]')}\n---\n${web('[]', 'ports: [{name: http, containerPort: 80}]')}`,
    ),
    [/has no port "htp"; it has "http" \[ports\]$/],
  )
  const nodePort = service('[{port: 80, nodePort: 30080}]').replace('spec: {', 'spec: {type: NodePort, ')
  t.match(
    errors(
      `${nodePort}\n---\n${nodePort.replace('name: web', 'name: other')}\n---\n${web('[]', 'args: []')}`,
    ),
    [/node port 30080 is taken by Service\/web .* \[ports\]$/],
  )
})

t.test('what may be meant is a warning: a canary, and a process with undeclared ports', async (t) => {
  const ports = 'ports: [{containerPort: 80}]'
  const track = (of: string): string =>
    web('[]', ports).replace('name: web', `name: ${of}`).replaceAll('{app: web}', `{app: web, track: ${of}}`)
  const seen = lines([service('[{port: 80}]'), track('stable'), track('canary')].join('\n---\n'))
  t.match(
    seen[0],
    /^warning: Service\/web spec\.selector: selects the pods of Deployment\/stable and Deployment\/canary; /,
  )
  t.same(
    seen.filter((line) => !line.startsWith('warning: ')),
    [],
  )
  t.match(
    lines(`${service('[{port: 80, targetPort: 9090}]')}\n---\n${web('[]', ports)}`)[0],
    /^warning: .* has no port 9090/,
  )
})

t.test('a misspelt field is not followed by what comes of it', async (t) => {
  t.same(
    lines(
      web(
        '[]',
        'ports: [{containerPort: 80}], resources: {limits: {cpu: 1, memory: 1}}, livenessProbe: {tcpSocket: {port: 80}}, readinesProbe: {}',
      ),
    ).length,
    1,
  )
})

t.test('lists are looked into, and one that holds no list shifts nothing', async (t) => {
  t.match(
    lines(
      `{apiVersion: v1, kind: List, items: 1}\n---\n{apiVersion: v1, kind: List, items: [${web('[]', 'args: []')}, ${service('[{port: 80, targetPort: a}]')}]}`,
    ).filter((line) => /List|ports/.test(line)),
    [/^List items?: /, /^Service\/web .* \[ports\]$/],
  )
})

t.test('nothing throws, and a line is a line', async (t) => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const object = fc.record(
    {
      apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
      kind: fc.constantFrom('List', 'Pod', 'Deployment', 'Job', 'Service', 'Namespace', 'ConfigMapList'),
      metadata: value,
      spec: value,
      items: value,
    },
    { requiredKeys: [] },
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(object, { maxLength: 3 }), (stream) => {
        const given = JSON.parse(JSON.stringify(stream)).map((manifest: never) => ({ manifest }))
        return findings(given, options).lines.every(
          ({ text }) => !/undefined|\n/.test(text.replaceAll('\\n', '')),
        )
      }),
    ),
  )
})
