import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { toJson, toYaml } from '../../src/index.js'
import {
  type LintFlags,
  type ValidateFlags,
  validate,
  validateManifests,
} from '../../src/node/command/validate.js'
import { showCommandError } from '../../src/node/commandError.js'
import { examples } from '../openapi/examples.js'
import { commandIn, directoryOf, refused } from '../support/command.js'
import { built, cases } from '../support/streams.js'

const shown = (result: Awaited<ReturnType<ReturnType<typeof validate>>>): unknown =>
  E.isLeft(result) ? result.left.map(showCommandError) : result.right

const run = async (cwd: string, file: string, flags: ValidateFlags & LintFlags = {}): Promise<unknown> =>
  shown(await validate(file, flags, cwd)())

t.test('a good file has no line, and is counted', async (t) => {
  const cwd = t.testdir({ 'all.yaml': `${examples.networkPolicy}---\n# nothing\n---\n${examples.list}` })
  t.same(await run(cwd, 'all.yaml'), {
    text: '',
    warnings: [],
    summary: 'no problems in 3 objects (Kubernetes 1.36)',
    ok: true,
  })
  t.match(await run(cwd, 'all.yaml', { kubeVersion: 'v1.31.2' }), { summary: /Kubernetes 1\.31/, ok: true })
})

t.test('problems have one line each, with file, line and column', async (t) => {
  const cwd = t.testdir({
    'bad.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
      'data:',
      '  on: yes',
      '---',
      'apiVersion: v1',
      'kind: List',
      'items:',
      '- apiVersion: batch/v1beta1',
      '  kind: CronJob',
      '  metadata: {name: b}',
      '- apiVersion: v1',
      '  kind: Service',
      '  metadata: {name: c}',
      '  spec:',
      '    ports: [{port: 80, nodePrt: 30000}]',
      '- apiVersion: example.com/v1',
      '  kind: Thing',
      '  metadata: {name: d}',
      '',
    ].join('\n'),
  })
  t.same(await run(cwd, 'bad.yaml'), {
    text: [
      'bad.yaml:5:3: ConfigMap/a data.on: expected a string, got the boolean true; quote it',
      'bad.yaml:10:3: CronJob/b apiVersion: batch/v1beta1 CronJob was removed in Kubernetes 1.25; use batch/v1',
      'bad.yaml:17:24: Service/c spec.ports[0]: unknown field "nodePrt"; did you mean "nodePort"?',
      'bad.yaml:18:3: warning: Thing/d apiVersion: not checked: no schema for example.com/v1 Thing; give its CRD by --crd FILE',
      '',
    ].join('\n'),
    warnings: [],
    summary: '3 problems and 1 warning in 4 objects (Kubernetes 1.36)',
    ok: false,
  })
})

t.test('CRDs are taken from files', async (t) => {
  const cwd = t.testdir({
    'crd.yaml': examples.customResourceDefinition ?? '',
    'cr.yaml': (examples.customResource ?? '').replace('policy: Allow', 'policy: Alow'),
    'other.yaml': examples.service ?? '',
  })
  t.match(await run(cwd, 'cr.yaml'), { summary: '1 warning in 1 object (Kubernetes 1.36)', ok: true })
  t.match(await run(cwd, 'cr.yaml', { crd: ['crd.yaml'] }), {
    text: 'cr.yaml:11:3: CronTab/my-new-cron-object spec.policy: expected Allow, Forbid, got the string "Alow"; did you mean "Allow"?\n',
    ok: false,
  })
  t.same(await run(cwd, 'cr.yaml', { crd: ['other.yaml', 'none.yaml'] }), [
    '--crd other.yaml: there is no CustomResourceDefinition in it',
    'none.yaml: cannot be read: no such file or directory',
  ])
})

t.test('what cannot be read or meant is an error', async (t) => {
  const cwd = t.testdir({
    'tab.yaml': 'a:\n\tb: 1\n',
    'text.yaml': 'a: b\n---\njust text\n',
    'twice.yaml': 'a: 1\na: 2\n',
  })
  t.same(await run(cwd, 'none.yaml'), ['none.yaml: cannot be read: no such file or directory'])
  t.match(await run(cwd, 'tab.yaml'), [/^tab\.yaml:2:1: tabs cannot indent YAML/])
  t.match(await run(cwd, 'text.yaml'), [/^text\.yaml:3:1: expected a Kubernetes object/])
  t.match(await run(cwd, 'twice.yaml'), [/^twice\.yaml:2:1: the key "a" is given twice/])
  t.same(await run(cwd, 'none.yaml', { kubeVersion: '1.9' }), [
    '--kube-version: "1.9" is no Kubernetes version that is known here; expected one of 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36',
  ])
})

t.test('our own streams pass as they are printed, in YAML and as a List in JSON', async (t) => {
  const files = Object.fromEntries(
    cases.flatMap(({ name, build }) => {
      const { manifests } = built(build)
      return [
        [`${name}.yaml`, toYaml(manifests)],
        [`${name}.json`, toJson(manifests)],
      ]
    }),
  )
  const cwd = t.testdir(files)
  for (const file of Object.keys(files)) t.match(await run(cwd, file), { ok: true }, join(file))
})

t.test('manifests of a build are judged without positions', async (t) => {
  const [first] = cases
  const { manifests } = built(first?.build ?? {})
  t.match(shown(await validateManifests(manifests, {}, '.')()), { text: '', ok: true })
  const wrong = manifests.map((manifest) => ({ ...manifest, extra: 1 }))
  const verdict = await validateManifests(wrong.slice(0, 1), {}, '.')()
  t.match(shown(verdict), {
    text: /^Namespace\/clearml: unknown field "extra"; expected one of apiVersion, kind/,
    ok: false,
  })
})

t.test(
  'the command ends with 1 when the answer is no, and with 2 when there is nothing to judge',
  async (t) => {
    const cwd = directoryOf(t, {
      'typo.yaml': String(examples.networkPolicy).replace('policyTypes:', 'policyTypse:'),
    })
    const typo = await commandIn(cwd, 'validate typo.yaml')
    t.equal(typo.code, 1)
    t.match(
      typo.out,
      /^typo\.yaml:\d+:\d+: NetworkPolicy\/\S+ spec: unknown field "policyTypse"; did you mean "policyTypes"\?\n$/,
    )
    t.match(typo.err, ['1 problem in 1 object (Kubernetes 1.36)'])
    t.equal((await commandIn(cwd, 'validate nowhere.yaml')).code, 2)
    t.match(await refused(t, 'validate --kube-version 1.2 -'), [/1\.2/])
  },
)

t.test('build --validate prints a stream that fits, and nothing of one that does not', async (t) => {
  const cwd = directoryOf(t)
  const fine = await commandIn(cwd, 'build --preset dev --validate --kube-version 1.30')
  t.equal(fine.code, 0)
  t.match(fine.out, /^apiVersion: v1\nkind: Namespace\n/)
  const route = 'build --overlay expose --set expose.type=route --set domain=a.b --validate'
  t.match((await commandIn(cwd, route)).err, [/^warning: Route\/clearml-apiserver apiVersion: not checked/])
  t.same(await refused(t, 'build --preset dev --validate --set apiserver.tolerations[0].opertor=Exists'), [
    'Deployment/clearml-apiserver spec.template.spec.tolerations[0]: unknown field "opertor"; did you mean "operator"?',
  ])
  t.same(await refused(t, 'build --preset dev --kube-version 1.30'), [
    '--kube-version: for patches, and for --validate; there is none here',
  ])
})

const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ml}
spec:
  containers:
    - name: web
      image: nginx
      resources: {limits: {cpu: 1, memory: 1Gi}}
      securityContext: {privileged: true}
`

t.test('lint rules say file, line and column too, and are switched off by their id', async (t) => {
  const cwd = directoryOf(t, { 'pod.yaml': pod })
  const all = await commandIn(cwd, 'validate pod.yaml')
  t.equal(all.code, 0)
  t.equal(
    all.out,
    'pod.yaml:5:1: warning: Pod/web spec: a changed Pod cannot be applied under this name; expected a Deployment or a Job [immutable]\n' +
      'pod.yaml:8:7: warning: Pod/web spec.containers[0].image: "nginx" has no tag; expected a version or a digest [pinnedImages]\n',
  )
  t.same(all.err, ['2 warnings in 1 object (Kubernetes 1.36)'])
  const some = await commandIn(cwd, 'validate pod.yaml --ignore pinnedImages:Pod/web --ignore immutable')
  t.same([some.code, some.out, some.err], [0, '', ['no problems in 1 object (Kubernetes 1.36)']])
})

t.test('an --ignore that hides nothing is told, one that means nothing refused', async (t) => {
  const cwd = directoryOf(t, { 'pod.yaml': pod })
  t.match((await commandIn(cwd, 'validate pod.yaml --ignore probes:Pod/web')).err, [
    'warning: --ignore probes:Pod/web: hides nothing',
    /^2 warnings/,
  ])
  t.same(
    await refused(t, 'validate pod.yaml --ignore imutable --ignore publishedCredentials', {
      'pod.yaml': pod,
    }),
    [
      '--ignore imutable: no such rule; did you mean immutable?',
      '--ignore publishedCredentials: this rule cannot be switched off; use credentials of your own',
    ],
  )
  t.match(await refused(t, 'validate pod.yaml --ignore dataLoss', { 'pod.yaml': pod }), [
    /^--ignore dataLoss: no such rule/,
  ])
})

t.test('--pod-security says the level of every pod template', async (t) => {
  const cwd = directoryOf(t, { 'pod.yaml': pod })
  const { code, out } = await commandIn(
    cwd,
    'validate pod.yaml --pod-security --ignore immutable --ignore pinnedImages',
  )
  t.equal(code, 0)
  t.equal(out, 'Pod/web: privileged; baseline is stopped by privileged (container "web")\n')
})
