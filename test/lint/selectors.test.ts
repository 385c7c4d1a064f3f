import t from 'tap'
import type { External } from '../../src/lint/external.js'
import { findings } from './findings.js'

const check = (
  objects: ReadonlyArray<string>,
  external: ReadonlyArray<External> = [],
): ReadonlyArray<string> => findings('selectors', objects.join('\n---\n'), external)

const service = (spec: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: api, namespace: ml}, spec: ${spec}}`
const workload = (kind: string, name: string, selector: string, labels: string, namespace = 'ml'): string =>
  `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: ${name}, namespace: ${namespace}}, spec: {selector: ${selector}, template: {metadata: {labels: ${labels}}}}}`
const deployment = (name: string, app: string, namespace = 'ml'): string =>
  workload('Deployment', name, `{matchLabels: {app: ${app}}}`, `{app: ${app}, part-of: clearml}`, namespace)

t.test('a Service selects the pods of exactly one workload', async (t) => {
  t.same(check([service('{selector: {app: api}}'), deployment('api', 'api'), deployment('web', 'web')]), [])
  t.same(check([service('{selector: {app: apo}}'), deployment('api', 'api')]), [
    'Service/api spec.selector: selects no pods of the stream; expected the labels of one pod template',
  ])
  t.same(
    check([service('{selector: {part-of: clearml}}'), deployment('api', 'api'), deployment('job', 'job')]),
    [
      'Service/api spec.selector: selects the pods of Deployment/api and Deployment/job; expected those of one',
    ],
  )
})

t.test('apiserver and asyncdelete with one selector are found (clearml-helm-charts issue 277)', async (t) => {
  t.same(
    check([
      service('{selector: {app: clearml-apiserver}}'),
      deployment('clearml-apiserver', 'clearml-apiserver'),
      deployment('clearml-apiserver-asyncdelete', 'clearml-apiserver'),
    ]),
    [
      'Deployment/clearml-apiserver spec.selector: selects the pods of Deployment/clearml-apiserver-asyncdelete too; expected only its own',
    ],
  )
})

t.test('the pods of another namespace are not selected', async (t) => {
  t.same(
    check([service('{selector: {app: api}}'), deployment('api', 'api'), deployment('api', 'api', 'x')]),
    [],
  )
  t.equal(check([service('{selector: {app: api}}'), deployment('api', 'api', 'x')]).length, 1)
})

t.test('a Service that does not select is not judged', async (t) => {
  t.same(check([service('{clusterIP: None}')]), [])
  t.same(check([service('{selector: {}}')]), [])
  t.same(check([service('{type: ExternalName, externalName: a.example, selector: {app: x}}')]), [])
  t.same(
    check([
      '{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: k}, spec: {selector: {a: b}}}',
    ]),
    [],
  )
})

t.test('a headless Service can be the meeting point of several workloads', async (t) => {
  const peers = [deployment('a', 'a'), deployment('b', 'b')]
  t.same(check([service('{clusterIP: None, selector: {part-of: clearml}}'), ...peers]), [])
})

t.test('a Service for pods that others make is declared', async (t) => {
  const sessions = [service('{selector: {ai.allegro.agent.serial: pod-1}}')]
  t.equal(check(sessions).length, 1)
  t.same(check(sessions, [{ kind: 'Pod', name: 'api' }]), [])
  t.equal(check(sessions, [{ kind: 'Pod', name: 'other' }]).length, 1)
})

t.test('Jobs and Pods can be selected; templates and Helm tests do not run', async (t) => {
  const labelled = (kind: string, name: string, annotations = '{}'): string =>
    kind === 'Pod'
      ? `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ml, labels: {app: api}, annotations: ${annotations}}}`
      : `{apiVersion: batch/v1, kind: Job, metadata: {name: ${name}, namespace: ml}, spec: {template: {metadata: {labels: {app: api}}}}}`
  t.same(check([service('{selector: {app: api}}'), labelled('Job', 'j')]), [])
  t.same(check([service('{selector: {app: api}}'), labelled('Pod', 'p')]), [])
  t.equal(
    check([service('{selector: {app: api}}'), labelled('Pod', 'p'), deployment('api', 'api')]).length,
    1,
  )
  const helmTest = labelled('Pod', 'p', '{helm.sh/hook: test}')
  t.same(check([service('{selector: {app: api}}'), helmTest, deployment('api', 'api')]), [])
  const template =
    '{apiVersion: v1, kind: PodTemplate, metadata: {name: p, namespace: ml}, template: {metadata: {labels: {app: api}}}}'
  t.equal(check([service('{selector: {app: api}}'), template]).length, 1)
})

t.test('a workload selects its own pods', async (t) => {
  t.same(check([workload('StatefulSet', 'db', '{matchLabels: {app: db}}', '{app: database}')]), [
    'StatefulSet/db spec.selector: does not match the labels of its own pods (spec.template.metadata.labels)',
  ])
  const job =
    '{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {metadata: {labels: {a: b}}}}}'
  t.same(check([job]), [])
})

t.test('expressions select as Kubernetes says', async (t) => {
  const own = (expression: string): ReadonlyArray<string> =>
    check([workload('DaemonSet', 'd', `{matchExpressions: [{${expression}}]}`, '{app: d}')])
  for (const expression of [
    'key: app, operator: In, values: [c, d]',
    'key: app, operator: NotIn, values: [c]',
    'key: tier, operator: NotIn, values: [c]',
    'key: app, operator: Exists',
    'key: tier, operator: DoesNotExist',
    'key: app, operator: Unknown',
  ]) {
    t.same(own(expression), [], expression)
  }
  for (const expression of [
    'key: app, operator: In, values: [c]',
    'key: tier, operator: In, values: [c]',
    'key: app, operator: NotIn, values: [d]',
    'key: tier, operator: Exists',
    'key: app, operator: DoesNotExist',
  ]) {
    t.equal(own(expression).length, 1, expression)
  }
})

t.test('a wide selector is reported where it is, not at the workload that it reaches', async (t) => {
  const wide = workload('Deployment', 'wide', '{matchLabels: {part-of: clearml}}', '{part-of: clearml}')
  t.same(check([wide, deployment('web', 'web')]), [
    'Deployment/wide spec.selector: selects the pods of Deployment/web too; expected only its own',
  ])
})

t.test('a PodDisruptionBudget selects something', async (t) => {
  const budget = (selector: string): string =>
    `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: ml}, spec: {selector: ${selector}}}`
  const pods = [deployment('a', 'a'), deployment('b', 'b')]
  t.same(check([budget('{matchLabels: {part-of: clearml}}'), ...pods]), [])
  t.same(check([budget('{}'), ...pods]), [])
  t.same(check([budget('{matchLabels: {app: c}}'), ...pods]), [
    'PodDisruptionBudget/b spec.selector: selects no pods of the stream; expected the labels of one pod template',
  ])
})

t.test('a NetworkPolicy may select nothing', async (t) => {
  const policy =
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {matchLabels: {a: b}}}}'
  t.same(check([policy]), [])
})
