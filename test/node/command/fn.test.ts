import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import * as yaml from 'yaml'
import { orderedYaml } from '../../../src/fn/yaml.js'
import type { Json, JsonObject } from '../../../src/json.js'
import { PUBLISHED } from '../../../src/lint/published.js'
import { answerTo } from '../../../src/node/command/fn.js'
import { showCommandError } from '../../../src/node/commandError.js'
import { printed } from '../../support/command.js'

interface List {
  readonly items: ReadonlyArray<JsonObject>
  readonly results?: ReadonlyArray<JsonObject>
}

const read = (text: string): List => yaml.parse(text, { version: '1.1' })

/** A list with these items, in YAML as kpt writes it, and a function config. */
const listOf = (items: string, config: string): string =>
  `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${items}functionConfig:\n${config.replace(/^(?=.)/gm, '  ')}`

const web = `- apiVersion: apps/v1
  kind: Deployment
  metadata: # of the shop
    name: web
    annotations:
      config.kubernetes.io/path: 'web.yaml'
      internal.config.kubernetes.io/index: '0'
      kustomize.config.k8s.io/id: |
        kind: Deployment
        name: web
  spec: {replicas: 1}
`
const settings = `- # what it needs
  apiVersion: v1
  kind: ConfigMap
  metadata: {name:   settings}
  data: {z: 'yes', a: "1"} # as it is
`
const kustomization = (fields: string, annotations = '{}'): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: changes, annotations: ${annotations}}\n${fields}`
const clearml = (fields: string): string =>
  `apiVersion: clearml-manifests/v1\nkind: ClearML\nmetadata: {name: clearml}\n${fields}`
const configMap = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: function-input}\ndata: ${data}\n`

/** What is written where all goes well. */
const done = (t: Test, text: string): string => {
  const answer = answerTo(text, yaml)
  if (E.isLeft(answer)) {
    t.fail(answer.left.map(showCommandError).join('\n'))
    return ''
  }
  t.strictSame((answer.right.errors ?? []).map(showCommandError), [])
  return answer.right.text
}

/** The messages of a list that is written with its items unchanged, and its results. */
const refused = (t: Test, items: string, config: string) => {
  const text = listOf(items, config)
  const answer = answerTo(text, yaml)
  if (E.isLeft(answer)) {
    t.fail('the list is written')
    return { errors: [], results: [] }
  }
  const { items: after, results = [] } = read(answer.right.text)
  t.ok(answer.right.text.includes(items), 'items keep their text')
  t.strictSame(after, read(text).items)
  const errors = (answer.right.errors ?? []).map(showCommandError)
  t.ok(errors.length > 0)
  t.strictSame(
    results.map(({ message, severity }) => ({ message, severity })),
    errors.map((message) => ({ message, severity: 'error' })),
  )
  return { errors, results }
}

t.test('a Kustomization changes what it names; all else keeps its text and its annotations', async (t) => {
  const config = kustomization('replicas: [{name: web, count: 3}]\n')
  const text = done(t, listOf(web + settings, config))
  t.ok(text.includes(settings))
  t.match(read(text).items[0], {
    metadata: {
      name: 'web',
      annotations: {
        'config.kubernetes.io/path': 'web.yaml',
        'internal.config.kubernetes.io/index': '0',
        'kustomize.config.k8s.io/id': 'kind: Deployment\nname: web\n',
      },
    },
    spec: { replicas: 3 },
  })
  t.notMatch(text, 'results:')
  t.strictSame(Object.keys(read(text)), ['apiVersion', 'kind', 'items', 'functionConfig'])
})

t.test('patches as text and as data, generators and a Component', async (t) => {
  const config = `${kustomization(`patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {replicas: 3}
- target: {kind: ConfigMap, name: settings}
  patch: [{op: replace, path: /data/z, value: "no"}]
configMapGenerator:
- {name: made, literals: [a=b], options: {disableNameSuffixHash: true}}
`)}`.replace(/v1beta1\nkind: Kustomization/, 'v1alpha1\nkind: Component')
  const { items } = read(done(t, listOf(web + settings, config)))
  t.match(items, [
    { spec: { replicas: 3 } },
    { data: { z: 'no', a: '1' } },
    { metadata: { name: 'made' }, data: { a: 'b' } },
  ])
})

t.test(
  'objects for tools stay as they are, and in their place; replacements read the local ones',
  async (t) => {
    const tools = `- apiVersion: kpt.dev/v1
  kind: Kptfile
  metadata: {name: shop}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: numbers, annotations: {config.kubernetes.io/local-config: 'true'}}
  data: {web: shop}
- apiVersion: kustomize.config.k8s.io/v1beta1
  kind: Kustomization
`
    const config = kustomization(`namePrefix: x-
replacements:
- source: {kind: ConfigMap, name: numbers, fieldPath: data.web}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.of], options: {create: true}}]
`)
    const text = done(t, listOf(tools + web, config))
    t.ok(text.includes(tools))
    t.match(read(text).items[3], { metadata: { name: 'x-web', labels: { of: 'shop' } } })
  },
)

t.test('an installation is what build prints', async (t) => {
  const flags = ['build', '--preset', 'dev', '--overlay', 'agents', '--set', 'webserver.replicas=2']
  const expected: List = JSON.parse(await printed(t, [...flags, '--format', 'json']))
  const config = clearml('preset: dev\noverlays: [agents]\nvalues: {webserver: {replicas: 2}}\n')
  for (const one of [config, configMap('{preset: dev, overlays: "agents,", webserver.replicas: "2"}')]) {
    const { items } = read(done(t, listOf(settings, one)))
    t.match(items[0], { metadata: { name: 'settings' } })
    t.strictSame(items.slice(1), expected.items)
  }
})

t.test('values of an overlay, and patches, stand in a ClearML too', async (t) => {
  const config = clearml(`preset: dev
overlays:
- {name: nfs, values: {server: 10.0.0.5, path: /exports}}
patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: clearml-webserver, labels: {team: ml}}
`)
  const text = done(t, listOf('', config).replace('items:\n', 'items: []\n'))
  t.match(text, 'server: "10.0.0.5"')
  t.match(text, 'team: ml')
})

t.test('an installation replaces its own objects alone, and doing it twice is doing it once', async (t) => {
  const config = clearml('preset: dev\n')
  const old = `- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: clearml-webserver
    namespace: clearml
    annotations: {config.kubernetes.io/path: web.yaml, config.kubernetes.io/index: '1', mine: gone}
`
  const once = done(t, listOf(old + settings, config))
  const [first] = read(once).items
  t.match(first, { spec: { replicas: 1 }, metadata: { annotations: { 'config.kubernetes.io/index': '1' } } })
  t.notMatch(first, { metadata: { annotations: { mine: 'gone' } } })
  t.ok(once.includes(settings))
  t.equal(done(t, once), once)
})

t.test('JSON is read as well, and the older versions of a ResourceList', async (t) => {
  for (const version of ['v1alpha1', 'v1beta1', 'v1']) {
    const list = {
      apiVersion: `config.kubernetes.io/${version}`,
      kind: 'ResourceList',
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
      functionConfig: yaml.parse(kustomization('namePrefix: x-\n')),
    }
    const text = done(t, JSON.stringify(list))
    t.match(read(text), { ...list, items: [{ metadata: { name: 'x-a' } }] })
  }
})

t.test('a warning of the build is a result', async (t) => {
  const answer = answerTo(listOf(settings, clearml('preset: dev\noverlays: [agents]\n')), yaml)
  t.match(answer, { right: { warnings: [/The URL of the file server/] } })
  if (E.isRight(answer)) {
    t.match(read(answer.right.text).results, [{ severity: 'warning', message: /The URL of the file server/ }])
  }
})

t.test('what a patch cannot do is an error that says which patch, and what it is about', async (t) => {
  const { errors, results } = refused(
    t,
    web,
    kustomization(
      `patches:
- {target: {kind: Deployment}, patch: "[{op: add, path: /spec/replicas, value: 1}]"}
- patch: |

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: wep}
`,
      "{config.kubernetes.io/path: 'changes.yaml'}",
    ),
  )
  t.match(errors, [
    /^changes.yaml: patches\[0\]:1:1: changes nothing in Deployment\/web/,
    /^changes.yaml: patches\[1\]:2:1: no Deployment\/wep .*did you mean Deployment\/web/,
  ])
  t.match(results, [
    {
      resourceRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      field: { path: 'patches[0]' },
      file: { path: 'changes.yaml' },
    },
    { resourceRef: { kind: 'Kustomization', name: 'changes' }, field: { path: 'patches[1]' } },
  ])
})

t.test('annotations of the config allow it, or ask for the leniency of Kustomize', async (t) => {
  const fields = `patches:
- {target: {kind: Deployment}, patch: "[{op: add, path: /spec/replicas, value: 1}]"}
- {target: {kind: Job}, patch: "[{op: add, path: /spec/replicas, value: 1}]"}
`
  for (const annotation of [
    "{clearml-manifests/allow: 'unmatched, noEffect'}",
    '{clearml-manifests/strict: kustomize}',
  ]) {
    t.ok(done(t, listOf(web, kustomization(fields, annotation))).includes(web))
  }
  const { errors } = refused(t, web, kustomization(fields, '{clearml-manifests/allow: unmatched}'))
  t.match(errors, [/changes nothing/])
  const wrong =
    '{clearml-manifests/allow: unmatch, clearml-manifests/strict: "no", clearml-manifests/alow: noEffect}'
  t.strictSame(refused(t, web, kustomization(fields, wrong)).errors, [
    'functionConfig Kustomization/changes: clearml-manifests/allow: no such word "unmatch"; did you mean unmatched?',
    'functionConfig Kustomization/changes: clearml-manifests/alow: no such annotation; there are clearml-manifests/allow and clearml-manifests/strict',
    'functionConfig Kustomization/changes: clearml-manifests/strict: expected kustomize, got "no"',
  ])
})

t.test('a claim of data stays, unless it is said', async (t) => {
  const claim = '- apiVersion: v1\n  kind: PersistentVolumeClaim\n  metadata: {name: data}\n'
  t.match(refused(t, claim, kustomization('namePrefix: x-\n')).errors, [
    /PersistentVolumeClaim\/data .* is renamed/,
  ])
  const allowed = kustomization('namePrefix: x-\n', '{clearml-manifests/allow: renamedClaim}')
  t.match(done(t, listOf(claim, allowed)), 'name: x-data')
})

t.test('what is wrong with a Kustomization is said with its field', async (t) => {
  const origin = 'functionConfig Kustomization/changes'
  for (const [fields, message] of [
    ['namePrefx: x-\n', `${origin}: namePrefx: no such field; did you mean namePrefix`],
    ['namePrefix: [x]\n', `${origin}: namePrefix: expected text`],
    ['patches: [{path: a.yaml}]\n', `${origin}: patches[0].path: a function reads no files`],
    ['patchesStrategicMerge: [a.yaml]\n', `${origin}: patchesStrategicMerge[0]: a function reads no files`],
    ['resources: [a.yaml]\n', `${origin}: resources[0]: a function reads no files`],
    ['components: [a]\n', `${origin}: components: is not supported`],
    ['sortOptions: {order: fifo}\n', `${origin}: sortOptions: means nothing in a function`],
    ['patches: [{patch: "a: ["}]\n', `${origin}: patches[0]:1:5: `],
  ] as const) {
    const { errors, results } = refused(t, web, kustomization(fields))
    t.equal(errors.length, 1)
    t.equal(errors[0]?.slice(0, message.length), message)
    t.match(results, [{ field: { path: /^\w+/ } }], fields)
  }
})

t.test('what is wrong with an installation is said together', async (t) => {
  const origin = 'functionConfig ClearML/clearml'
  const shape = clearml(
    'prset: dev\npreset: 1\noverlays: [./a.mjs, {path: a.mjs}, {name: nfs, vals: {}}, 1]\nvalues: [1]\npatches: [a.yaml]\n',
  )
  t.strictSame(refused(t, web, shape).errors, [
    `${origin}: prset: no such field; did you mean preset?`,
    `${origin}: preset: expected a name`,
    `${origin}: values: expected a map`,
    `${origin}: overlays[0]: a function reads no files; expected the name of an overlay, got "./a.mjs"`,
    `${origin}: overlays[1].path: a function reads no files; expected the name of an overlay`,
    `${origin}: overlays[2].vals: no such field; did you mean values?`,
    `${origin}: overlays[3]: expected the name of an overlay, or a map such as {name: nfs, values: {…}}`,
    `${origin}: patches[0]: a function reads no files; expected an entry of Kustomize's patches`,
  ])
  t.strictSame(refused(t, web, clearml('preset: dve\noverlays: [nsf]\n')).errors, [
    `${origin}: no preset "dve"; did you mean dev?`,
    `${origin}: no overlay "nsf"; did you mean nfs?`,
  ])
  const values = refused(t, web, clearml('preset: dev\nvalues: {redis: {enabeld: true}}\n'))
  t.match(values.errors, [`${origin}: redis.enabeld: no such value`])
  t.match(values.results, [{ field: { path: 'values.redis.enabeld' } }])
  const key = refused(t, web, configMap('{preset: dev, redis.enabeld: "true", "a[": b}'))
  t.match(key.errors, [/^functionConfig ConfigMap\/function-input: data: a\[: .* is not a path/])
  t.match(refused(t, web, configMap('{preset: dev, redis.enabeld: "true"}')).results, [
    { field: { path: 'data["redis.enabeld"]' } },
  ])
})

t.test('a config of another kind, and none at all', async (t) => {
  t.match(refused(t, web, 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n').errors, [
    'functionConfig Secret/a: expected kind Kustomization (kustomize.config.k8s.io/v1beta1)',
  ])
  const none = answerTo(listOf(web, '{}').replace(/functionConfig:[\s\S]*/, ''), yaml)
  t.match(none, { right: { errors: [{ message: /there is no functionConfig/ }], text: /severity: error/ } })
})

t.test('what is no ResourceList is an error alone', async (t) => {
  for (const [text, message] of [
    ['', /^<stdin>: expected a ResourceList, .* got no map$/],
    ['kind: List\n', /^<stdin>: expected a ResourceList, .* got kind "List"$/],
    ['kind: ResourceList\n', /^<stdin>: apiVersion: expected one of config.kubernetes.io\/v1,/],
    [
      'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: {}\n',
      /^<stdin>: items: expected a list$/,
    ],
    [
      'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [1]\n',
      /^<stdin>: items\[0\]: expected an object$/,
    ],
    ['a: [\n', /^<stdin>:2:1: a list opened with \[ is not closed/],
    ['a: 1\n---\nb: 1\n', /^<stdin>:2:1: a second document starts here|^<stdin>:3:1: a second document/],
  ] as const) {
    const answer = answerTo(text, yaml)
    t.match(E.isLeft(answer) ? answer.left.map(showCommandError) : answer, [message], text)
  }
})

t.test('an item keeps its text only where that means the same', async (t) => {
  const aliased =
    '- &a\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: &d {a: b}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n  data: *d\n'
  const { items } = read(done(t, listOf(aliased, kustomization('images: []\n'))))
  t.strictSame(items[1]?.data, { a: 'b' })
  const indented = listOf(settings, kustomization('images: []\n')).replace(
    settings,
    settings.replace(/^(?=.)/gm, '    '),
  )
  t.match(read(done(t, indented)).items, [{ data: { z: 'yes', a: '1' } }])
})

t.test('earlier results stay', async (t) => {
  const config = kustomization('replicas: [{name: wep, count: 3}]\n')
  const answer = answerTo(`${listOf(web, config)}results:\n- {message: before, severity: info}\n`, yaml)
  t.ok(E.isRight(answer))
  if (E.isRight(answer))
    t.match(read(answer.right.text).results, [{ message: 'before' }, { severity: 'error' }])
})

t.test('YAML with the order of its keys is read back the same', async (t) => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)
  const text = fc.constantFrom(
    'yes',
    '1e3',
    '0x1',
    'a\n\n b\n',
    ' a\nb',
    'a\n\n',
    '',
    '# a',
    '- a',
    '|',
    'a: b',
    '~',
  )
  const value = fc.oneof(json, text, fc.array(text), fc.dictionary(text, fc.oneof(text, fc.array(json))))
  fc.assert(
    fc.property(value, (one) => {
      for (const version of ['1.1', '1.2'] as const) {
        t.strictSame(yaml.parse(orderedYaml(one), { version }), JSON.parse(JSON.stringify(one)))
      }
    }),
    { numRuns: 150 },
  )
  t.equal(
    orderedYaml({ b: [{ z: 1, a: ['x\ny\n'] }], a: {} }),
    'b:\n- z: 1\n  a:\n  - |\n    x\n    y\na: {}\n',
  )
})

t.test('a published credential is refused, in what is given and in what is made', async (t) => {
  const [, key = ''] = PUBLISHED[1] ?? []
  const says = 'holds a published default credential (secure.auth.token_secret)'
  const given = `- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: keys}\n  data: {level: "${key}"}\n`
  const made = kustomization(`secretGenerator: [{name: s, literals: [k=${key}]}]\n`)
  for (const [items, config, name] of [
    [given, kustomization('namePrefix: x-\n'), 'x-keys'],
    [web, made, 's-'],
    [given, clearml('preset: dev\n'), 'keys'],
  ] as const) {
    const { errors, results } = refused(t, items, config)
    t.equal(errors.length, 1)
    t.match(errors[0], says)
    t.notMatch(errors[0], key)
    t.match(results, [{ resourceRef: { apiVersion: 'v1', name: new RegExp(`^${name}`) } }])
  }
})

t.test('the command writes the list and ends with exit code 2 where something is wrong', async (t) => {
  const cli = 'dist/cli.cjs'
  if (!existsSync(cli)) spawnSync('npm', ['run', '-s', 'build'])
  const ran = (input: string) => spawnSync(process.execPath, [cli, 'fn'], { input, encoding: 'utf8' })
  t.match(ran(listOf(web, kustomization('namePrefix: x-\n'))), {
    status: 0,
    stderr: '',
    stdout: /name: x-web/,
  })
  t.match(ran(listOf(web, kustomization('namePrefx: x-\n'))), {
    status: 2,
    stderr: /^error: functionConfig Kustomization\/changes: namePrefx: no such field/,
    stdout: /severity: error/,
  })
  t.match(ran('a: ['), { status: 2, stdout: '', stderr: /^error: <stdin>:/ })
})
