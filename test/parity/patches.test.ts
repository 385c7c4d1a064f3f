import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { parseAllDocuments, stringify } from 'yaml'
import { equal, type Json, type JsonObject, type Path } from '../../src/json.js'
import { identity, showIdentity } from '../../src/kube/identity.js'
import { patchMetaOf, schemaOf } from '../../src/openapi/index.js'
import type { Field, Shape } from '../../src/openapi/shape.js'
import { applyPatches, type Leniency, parsePatches, showPatchError } from '../../src/patch/index.js'
import { differences, type PatchText } from '../patch/differences.js'
import { named, workload } from '../patch/workloads.js'
import { needs } from '../support/which.js'

interface Case {
  readonly resources: ReadonlyArray<JsonObject>
  readonly patches: ReadonlyArray<PatchText>
}
/** The objects, or why they are refused. */
type Result = ReadonlyArray<JsonObject> | string

const folder = await mkdtemp(join(tmpdir(), 'clearml-manifests-'))
t.teardown(() => rm(folder, { recursive: true }))

const read = (text: string): ReadonlyArray<Json> =>
  parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Json) // no tags in it
const objects = (text: string): ReadonlyArray<JsonObject> => read(text) as ReadonlyArray<JsonObject> // maps all
const write = (value: Json): string => stringify(value, { version: '1.1', aliasDuplicateObjects: false })

let folders = 0
const theirs = async ({ resources, patches }: Case): Promise<Result> => {
  const directory = join(folder, String(folders++))
  await mkdir(directory)
  const entries = patches.map(({ allow: _, ...entry }) => entry)
  await writeFile(join(directory, 'resources.yaml'), resources.map(write).join('---\n'))
  await writeFile(
    join(directory, 'kustomization.yaml'),
    JSON.stringify({ resources: ['resources.yaml'], patches: entries }),
  )
  return new Promise((resolve) => {
    execFile('kubectl', ['kustomize', directory], { maxBuffer: 2 ** 26 }, (error, output, message) => {
      resolve(error === null ? objects(output) : `refused: ${message}`)
    })
  })
}

const ours = ({ resources, patches }: Case, leniency: Leniency): Result => {
  const place = { origin: 'patch' }
  const parsed = patches.map(({ patch, ...entry }) =>
    parsePatches({ ...entry, place, documents: read(patch).map((value) => ({ value, place })) }, leniency),
  )
  const all = parsed.flatMap((one) => (E.isRight(one) ? one.right : []))
  const result = applyPatches(resources, all, { leniency })
  const errors = [...parsed, result].flatMap((one) => (E.isLeft(one) ? one.left : []))
  return E.isRight(result) && errors.length === 0
    ? result.right
    : `refused: ${errors.map(showPatchError).join('\n')}`
}

/** By identity: the order of objects is Kustomize's own. */
const comparable = (result: Result): Json =>
  typeof result === 'string'
    ? 'refused'
    : Object.fromEntries(result.map((one) => [showIdentity(identity(one), 'namespace'), one]))

const same = (t: Test, judge: Result, result: Result, name: string): void => {
  t.strictSame(comparable(result), comparable(judge), name, { judge, result })
}

const pairs = async <A>(items: ReadonlyArray<A>, run: (item: A) => Promise<void>): Promise<void> => {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item)
  }
  await Promise.all([worker(), worker()])
}

/** Several objects with a patch of their own in one run; on a difference, the first one that differs. */
const sameEach = async (
  t: Test,
  cases: ReadonlyArray<readonly [object: JsonObject, patch: JsonObject]>,
  leniency: Leniency,
  name: string,
): Promise<Result> => {
  const all: Case = {
    resources: cases.map(([object]) => object),
    patches: cases.map(([, patch]) => ({ patch: write(patch), allow: ['noEffect'] })),
  }
  const judge = await theirs(all)
  const result = ours(all, leniency)
  if (typeof judge === 'string' || typeof result === 'string') {
    same(t, judge, result, `${name}: ${typeof judge === 'string' ? judge : String(result)}`)
    return judge
  }
  t.equal(result.length, judge.length, `${name}: as many objects`)
  const byId = new Map(judge.map((one) => [showIdentity(identity(one)), one]))
  const differs = (one: JsonObject): boolean => !equal(one, byId.get(showIdentity(identity(one))) ?? null)
  const first = result.find(differs) ?? null
  const id = first === null ? '' : showIdentity(identity(first))
  t.strictSame(first, first === null ? null : (byId.get(id) ?? null), name, {
    object: cases.find(([object]) => showIdentity(identity(object)) === id)?.[0],
    patch: cases.find(([object]) => showIdentity(identity(object)) === id)?.[1],
  })
  return judge
}

const generated = (isWild: boolean, seed: number, numRuns: number) =>
  fc
    .sample(fc.tuple(workload({ isPatch: false, isWild }), workload({ isPatch: true, isWild })), {
      seed,
      numRuns,
    })
    .map(([object, patch], i) => [named(object, `n${i}`), named(patch, `n${i}`)] as const)

t.test('any strategic merge', needs('kubectl'), async (t) => {
  for (const seed of [1, 2, 3]) await sameEach(t, generated(false, seed, 200), 'strict', `strict ${seed}`)
})

t.test('any strategic merge, with the faults of Kustomize', needs('kubectl'), async (t) => {
  for (const seed of [1, 2, 3])
    await sameEach(t, generated(true, seed, 200), 'kustomize', `as Kustomize ${seed}`)
})

const schema = schemaOf('1.36')

interface ListAt {
  readonly apiVersion: string
  readonly kind: string
  readonly path: Path
  readonly field: Field
}

/** Every field of every built-in kind for which the schema has a patch strategy. */
const patched: ReadonlyArray<ListAt> = schema.kinds().flatMap(({ apiVersion, kind, definition }) => {
  const walk = (given: Shape, path: Path, above: ReadonlyArray<string>): ReadonlyArray<ListAt> => {
    if (given._tag === 'Ref' && above.includes(given.definition)) return []
    const inside = given._tag === 'Ref' ? [...above, given.definition] : above
    const shape = given._tag === 'Ref' ? schema.definition(given.definition) : given
    if (shape._tag === 'List') return walk(shape.item, [...path, 0], inside)
    if (shape._tag === 'Map') return walk(shape.value, [...path, 'key'], inside)
    if (shape._tag !== 'Object') return []
    return [...shape.fields.values()].flatMap((field) => [
      ...(field.patchStrategy === undefined
        ? []
        : [{ apiVersion, kind, path: [...path, field.name], field }]),
      ...walk(field.shape, [...path, field.name], inside),
    ])
  }
  return walk({ _tag: 'Ref', definition }, [], [])
})

/** An object with one item in the list, and what leads there. */
const holding = ({ apiVersion, kind, path, field }: ListAt, word: string, name: string): JsonObject => {
  const keysAt = (at: Path): ReadonlyArray<string> => {
    const meta = patchMetaOf(schema, apiVersion, kind, at)
    if (meta === undefined) return []
    return meta.listMapKeys.length > 0 ? meta.listMapKeys : meta.mergeKey === undefined ? [] : [meta.mergeKey]
  }
  const item = (keys: ReadonlyArray<string>, value: string): JsonObject =>
    Object.fromEntries(keys.map((key) => [key, value]))
  const keys = keysAt(path)
  const leaf: Json =
    field.shape._tag === 'List' ? [keys.length > 0 ? item(keys, word) : word] : { [word]: word }
  const value = path.reduceRight<Json>(
    (inner, step, i) =>
      typeof step === 'number'
        ? [{ ...item(keysAt(path.slice(0, i)), 'same'), ...(inner as JsonObject) }] // items of these lists are maps
        : { [step]: inner },
    leaf,
  ) as JsonObject // a path starts with a field
  return { apiVersion, kind, ...value, metadata: { ...(value.metadata as JsonObject | undefined), name } } // a map
}

t.test('every field of every built-in kind that has a patch strategy', needs('kubectl'), async (t) => {
  t.ok(patched.length > 500, `${patched.length} fields`)
  const cases = patched.map(
    (one, i) => [holding(one, 'before', `n${i}`), holding(one, 'patch', `n${i}`)] as const,
  )
  const judge = await sameEach(t, cases, 'kustomize', 'as Kustomize, which does not know all of them')
  const merged = (result: Result): ReadonlyArray<string> =>
    typeof result === 'string'
      ? []
      : result.filter((one) => /before/.test(JSON.stringify(one))).map((one) => showIdentity(identity(one)))
  const ofCases: Case = {
    resources: cases.map(([object]) => object),
    patches: cases.map(([, patch]) => ({ patch: write(patch) })),
  }
  const strict = new Set(merged(ours(ofCases, 'strict')))
  t.strictSame(
    merged(judge).filter((one) => !strict.has(one)),
    [],
    'what Kustomize merges is merged',
  )
  t.strictSame(
    patched.filter((one, i) => {
      const isInAtomicList = one.path.some(
        (step, at) =>
          step === 0 &&
          patchMetaOf(schema, one.apiVersion, one.kind, one.path.slice(0, at))?.strategies.includes(
            'merge',
          ) !== true,
      )
      return !isInAtomicList && !strict.has(`${one.kind}/n${i}`)
    }),
    [],
    'and every other one too, where it is not in a list that is replaced',
  )
})

const base = read(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, labels: {app: x, tier: web}, annotations: {an: z}, finalizers: [f]}
spec:
  replicas: 1
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
  template:
    spec:
      nodeSelector: {disk: ssd}
      tolerations: [{key: a}, {key: b}]
      hostAliases: [{ip: 10.0.0.1, hostnames: [x]}]
      imagePullSecrets: [{name: s}]
      volumes: [{name: v, emptyDir: {}}, {name: w, secret: {secretName: w}}]
      topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}]
      initContainers: [{name: i, image: i}]
      containers:
      - name: a
        image: x
        args: [one, two]
        env: [{name: A, value: one}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        ports: [{containerPort: 53, protocol: TCP}, {containerPort: 53, protocol: UDP}]
        volumeMounts: [{mountPath: /v, name: v}, {mountPath: /w, name: w}]
      - {name: b, image: x}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a.b, namespace: default, labels: {app: "1"}}
spec: {}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a, namespace: n1, labels: {app: q}}
spec: {volumeClaimTemplates: [{metadata: {name: data}}]}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {ports: [{port: 80, name: http}, {port: 443, protocol: TCP}], selector: {app: x}}
---
apiVersion: v1
kind: Node
metadata: {name: node}
---
apiVersion: example.com/v1
kind: Foo
metadata: {name: f}
spec: {containers: [{name: a}, {name: b}], list: [1, 2]}
`) as ReadonlyArray<JsonObject> // maps all

const deployment = (spec: string, metadata = 'name: a'): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {${metadata}}, spec: ${spec}}`
const template = (spec: string): string => deployment(`{template: {spec: ${spec}}}`)
const container = (fields: string): string => template(`{containers: [{name: a, ${fields}}]}`)
const operations = (text: string): PatchText => ({
  patch: JSON.stringify(read(`[${text}]`)[0]), // Kustomize takes what starts with [ for JSON
  target: { name: 'a', kind: 'Deployment' },
})
const at = (target: JsonObject): PatchText => ({ patch: '- {op: add, path: /hit, value: 1}', target })

/** What both take, or refuse, with the same result; a name says what is tried. */
const agreed: Readonly<Record<string, PatchText | ReadonlyArray<PatchText>>> = {
  'a new container': { patch: template('{containers: [{name: new, image: new}]}') },
  'a container in the middle of new ones': {
    patch: template('{containers: [{name: new}, {name: b, tty: true}, {name: m}]}'),
  },
  'env, volumes and mounts by their keys': [
    { patch: container('env: [{name: B, value: two, valueFrom: null}, {name: C, value: three}]') },
    { patch: template('{volumes: [{name: w, secret: null, emptyDir: {}}]}') },
    { patch: container('volumeMounts: [{mountPath: /w, readOnly: true}, {mountPath: /n, name: v}]') },
  ],
  'ports by number and protocol': {
    patch: container(
      'ports: [{containerPort: 53, protocol: UDP, name: dns}, {containerPort: 80, protocol: TCP}]',
    ),
  },
  'ports of a Service': {
    patch:
      '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 443, protocol: TCP, name: https}, {port: 8080, protocol: TCP}]}}',
  },
  'other lists with keys': {
    patch: template(
      '{hostAliases: [{ip: 10.0.0.1, hostnames: ["y"]}, {ip: 10.0.0.2}], imagePullSecrets: [{name: t}], initContainers: [{name: j}, {name: i, tty: true}], topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 2}]}',
    ),
  },
  'lists without keys': {
    patch: template('{tolerations: [{key: c}], containers: [{name: a, args: [three]}]}'),
  },
  finalizers: { patch: deployment('{}', 'name: a, finalizers: [g, f]') },
  null: {
    patch: deployment(
      '{replicas: null, template: {spec: {nodeSelector: {disk: null}, tolerations: null, containers: [{name: a, args: null, env: null}]}}}',
    ),
  },
  'null in what is new': {
    patch: deployment('{new: {a: null, b: {c: null}}, template: {spec: {affinity: {nodeAffinity: null}}}}'),
  },
  'null inside a list that is replaced': {
    patch: template('{tolerations: [{key: null, operator: Exists}]}'),
  },
  'null for the whole spec': {
    patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: null',
  },
  'null for all labels': { patch: deployment('{}', 'name: a, labels: null') },
  'the last annotation': { patch: deployment('{}', 'name: a, annotations: {an: null}') },
  'empty maps and lists': {
    patch: template('{securityContext: {}, containers: [{name: a, env: [], resources: {limits: {}}}]}'),
  },
  '$patch: delete of items': {
    patch: template(
      '{volumes: [{name: v, $patch: delete}], containers: [{name: b, $patch: delete}, {name: a, env: [{name: A, $patch: delete}]}]}',
    ),
  },
  '$patch: delete of a port': {
    patch: container('ports: [{containerPort: 53, protocol: UDP, $patch: delete}]'),
  },
  '$patch: delete of maps': {
    patch: deployment('{strategy: {$patch: delete}, template: {spec: {nodeSelector: {$patch: delete}}}}'),
  },
  '$patch: delete of an object': {
    patch: '{$patch: delete, apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}',
  },
  '$patch: delete by target': {
    patch: '{$patch: delete, apiVersion: apps/v1, kind: Deployment, metadata: {name: q}}',
    target: { kind: 'Deployment' },
  },
  '$patch: replace of a map': { patch: deployment('{strategy: {$patch: replace, type: Recreate}}') },
  '$patch: replace of a list': { patch: template('{containers: [{name: new}, {$patch: replace}]}') },
  '$patch: replace of a list, first': { patch: template('{containers: [{$patch: replace}, {name: new}]}') },
  '$patch: delete of a list': { patch: template('{containers: [{$patch: delete}]}') },
  '$patch: merge': { patch: template('{$patch: merge, containers: [{$patch: merge, name: a, image: "y"}]}') },
  '$patch: something else': { patch: deployment('{strategy: {$patch: remove}}') },
  'a list for a map': { patch: deployment('{strategy: [a]}') },
  'a scalar for a map': { patch: deployment('{strategy: a}') },
  'a map for a scalar': { patch: deployment('{replicas: {a: 1}}') },
  'a number for a text, and the other way round': {
    patch: deployment('{replicas: two}', 'name: a, labels: {app: "2"}'),
  },
  'a custom resource': {
    patch:
      '{apiVersion: example.com/v1, kind: Foo, metadata: {name: f}, spec: {containers: [{name: b, image: x}], list: [3], new: {a: 1}}}',
  },
  'claim templates': {
    patch:
      '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a, namespace: n1}, spec: {volumeClaimTemplates: [{metadata: {name: logs}}]}}',
  },
  'the namespace default is none': { patch: deployment('{replicas: 2}', 'name: a, namespace: default') },
  'none is the namespace default': { patch: deployment('{replicas: 2}', 'name: a.b') },
  'another namespace': { patch: deployment('{replicas: 2}', 'name: a, namespace: x') },
  'no namespace, and the object has one': {
    patch: '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {replicas: 2}}',
  },
  'another version': {
    patch: '{apiVersion: apps/v1beta1, kind: Deployment, metadata: {name: a}, spec: {replicas: 2}}',
  },
  'no apiVersion': { patch: '{kind: Deployment, metadata: {name: a}, spec: {replicas: 2}}' },
  'no apiVersion, with a target': {
    patch: '{kind: Any, metadata: {name: any}, spec: {replicas: 2}}',
    target: { kind: 'Deployment' },
  },
  'no kind': {
    patch: '{apiVersion: apps/v1, metadata: {name: a}, spec: {replicas: 2}}',
    target: { kind: 'Deployment' },
  },
  'no name': {
    patch: '{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}}',
    target: { kind: 'Deployment' },
  },
  'neither operations nor an object': {
    patch: 'op: add\npath: /spec/a\nvalue: 1',
    target: { kind: 'Deployment' },
  },
  'no patch': { patch: '# nothing' },
  'no operations': { patch: '[]', target: { kind: 'Deployment' } },
  'name, kind and namespace stay': {
    patch:
      '{apiVersion: v9, kind: Other, metadata: {name: other, namespace: other, labels: {new: l}}, spec: {replicas: 2}}',
    target: { kind: 'Deployment', name: 'a' },
  },
  'metadata that is deleted': {
    patch:
      '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: any, $patch: delete}, spec: {replicas: 2}}',
    target: { kind: 'StatefulSet' },
  },
  'a name that may change': {
    patch: deployment('{replicas: 2}', 'name: b'),
    target: { kind: 'Deployment', name: 'a' },
    options: { allowNameChange: true },
  },
  'a kind that may change': {
    patch: '{apiVersion: v9, kind: DaemonSet, metadata: {name: b}}',
    target: { kind: 'Deployment', name: 'a' },
    options: { allowKindChange: true },
  },
  'an object found by its old and its new name': [
    {
      patch: deployment('{replicas: 2}', 'name: b'),
      target: { kind: 'Deployment', name: 'a' },
      options: { allowNameChange: true },
    },
    { patch: deployment('{paused: true}') },
    { patch: deployment('{minReadySeconds: 1}', 'name: b') },
    { patch: '- {op: add, path: /spec/one, value: 1}', target: { name: 'a', kind: 'Deployment' } },
    { patch: '- {op: add, path: /spec/two, value: 1}', target: { name: 'b' } },
  ],
  'an object that operations rename': [
    operations('{op: replace, path: /metadata/name, value: b}'),
    { patch: deployment('{paused: true}') },
  ],
  'two objects of one name': {
    patch: deployment('{}', 'name: b'),
    target: { kind: 'Deployment' },
    options: { allowNameChange: true },
  },
  'several documents': {
    patch: `${deployment('{replicas: 2}')}\n---\n# none\n---\n${deployment('{replicas: 3}', 'name: a.b')}`,
  },
  'several documents with a target': {
    patch: `${deployment('{replicas: 2}')}\n---\n${deployment('{replicas: 3}', 'name: a.b')}`,
    target: { kind: 'Deployment' },
  },
  'a List of patches': {
    patch: `{apiVersion: v1, kind: List, items: [${deployment('{replicas: 2}')}, ${deployment('{replicas: 3}', 'name: a.b')}]}`,
  },
  'an object that is not there': { patch: deployment('{}', 'name: nowhere') },
  'operations without a target': { patch: '- {op: add, path: /spec/a, value: 1}' },
  'an empty target': at({}),
  'a target of null': { patch: deployment('{replicas: 2}'), target: null },
  'an unknown field of a target': at({ kindd: 'Deployment' }),
  'add, in maps and lists': operations(
    '{op: add, path: /spec/a, value: {b: [1]}}, {op: add, path: /spec/a/b/-, value: 2}, {op: add, path: /spec/a/b/0, value: 0}, {op: add, path: /spec/replicas, value: 2}, {op: add, path: /spec/a/b/3, value: 3}',
  ),
  'add after the end': operations('{op: add, path: /spec/template/spec/tolerations/3, value: {}}'),
  'add where nothing is': operations('{op: add, path: /spec/x/y, value: 1}'),
  'add in a scalar': operations('{op: add, path: /spec/replicas/y, value: 1}'),
  'add of null': operations('{op: add, path: /spec/x, value: null}'),
  'add of the whole object': operations('{op: add, path: "", value: {}}'),
  'an empty key': operations('{op: add, path: /spec/, value: 1}'),
  'escaped keys': operations(
    '{op: add, path: /metadata/labels/a~1b~0c, value: x}, {op: test, path: /metadata/labels/a~1b~0c, value: x}',
  ),
  'keys of JavaScript': operations(
    '{op: add, path: /spec/constructor, value: 1}, {op: add, path: /spec/toString, value: 1}',
  ),
  remove: operations(
    '{op: remove, path: /spec/template/spec/containers/0/env/1}, {op: remove, path: /spec/strategy}',
  ),
  'remove of nothing': operations('{op: remove, path: /spec/nothing}'),
  'remove of a key of JavaScript': operations('{op: remove, path: /spec/toString}'),
  'remove after the end': operations('{op: remove, path: /spec/template/spec/tolerations/2}'),
  'remove of -': operations('{op: remove, path: /spec/template/spec/tolerations/-}'),
  'remove of the last annotation': operations('{op: remove, path: /metadata/annotations/an}'),
  'remove of the name': operations('{op: remove, path: /metadata/name}'),
  'remove of the kind': operations('{op: remove, path: /kind}'),
  replace: operations(
    '{op: replace, path: /spec/replicas, value: 3}, {op: replace, path: /spec/template/spec/tolerations/1, value: {key: c}}',
  ),
  'replace in nothing': operations('{op: replace, path: /spec/nothing/x, value: 3}'),
  'replace of -': operations('{op: replace, path: /spec/template/spec/tolerations/-, value: {}}'),
  'replace of the length of a list': operations(
    '{op: replace, path: /spec/template/spec/tolerations/length, value: 0}',
  ),
  'replace of the whole object': operations(
    '{op: replace, path: "", value: {apiVersion: v1, kind: Pod, metadata: {name: p}}}',
  ),
  move: operations(
    '{op: move, from: /spec/replicas, path: /spec/copies}, {op: move, from: /spec/template/spec/tolerations/0, path: /spec/template/spec/tolerations/1}',
  ),
  'move of nothing': operations('{op: move, from: /spec/nothing, path: /spec/copies}'),
  'move into itself': operations('{op: move, from: /spec/strategy, path: /spec/strategy/x}'),
  copy: operations(
    '{op: copy, from: /spec/strategy, path: /spec/other}, {op: add, path: /spec/other/x, value: 1}',
  ),
  test: operations(
    '{op: test, path: /spec/strategy, value: {rollingUpdate: {maxSurge: 1}, type: RollingUpdate}}, {op: add, path: /spec/x, value: 1}',
  ),
  'test that fails': operations(
    '{op: test, path: /spec/replicas, value: 2}, {op: add, path: /spec/x, value: 1}',
  ),
  'test of a text for a number': operations(
    '{op: test, path: /spec/replicas, value: "1"}, {op: add, path: /spec/x, value: 1}',
  ),
  'an unknown operation': operations('{op: insert, path: /spec/replicas, value: 2}'),
  'no operation': operations('{path: /spec/replicas, value: 2}'),
  'no path': operations('{op: remove}'),
  'a path that is no text': operations('{op: remove, path: 3}'),
  'a path that does not start with /': operations('{op: add, path: spec, value: 3}'),
}

t.test('patches that both understand alike', needs('kubectl'), async (t) => {
  await pairs(Object.entries(agreed), async ([name, patches]) => {
    const one: Case = { resources: base, patches: [patches].flat() }
    const judge = await theirs(one)
    same(t, judge, ours(one, 'kustomize'), `${name}, as Kustomize`)
    same(t, judge, ours(one, 'strict'), name)
  })
})

const patterns = [
  ...[
    'a',
    'a|s',
    'a.*',
    '^a$',
    'a\\.b',
    '',
    '(?i)A',
    '[[:alpha:]]',
    '[^s]',
    '\\w',
    'a\\z',
    '\\Aa',
    '(?P<x>a)',
    '(?<x>a)',
  ],
  ...[
    'a\\-',
    '\\pL',
    '\\p{Latin}',
    '\\Qa\\E',
    '\\x61',
    '\\141',
    'a$',
    '(?:a)',
    '(?s).',
    '[]a]',
    '[\\w.]+',
    '(?U)a',
    'a??',
    'x|',
  ],
  ...[
    '(?-i)a',
    '[a&&b]',
    '(?m)^a$',
    '\\/',
    'a{1',
    '[^[:alpha:]]',
    '\\S+',
    '[\\s]',
    'a{0,2}',
    '.{3}',
    '[a-f]',
    '\\x{61}',
    '}',
    ']',
  ],
]
const badPatterns = [
  '(?=a)a',
  '(a)\\1',
  'a(',
  '*',
  'a**',
  'a*+',
  '\\e',
  'a{2,1}',
  '[a',
  '[a-\\d]',
  '\\u0061',
  '\\C',
  'a{1001}',
  '\\cA',
  '(?#x)a',
]
const selectors = [
  ...[
    'app',
    '!app',
    'app=x',
    'app==x',
    'app!=x',
    'app in (x, q)',
    'app notin (x,q)',
    'app=x,tier=web',
    'app = x , tier',
    '',
  ],
  ...[
    'app>0',
    'app<2',
    'app=1',
    'app=',
    '  ',
    'app in ()',
    'app in (x,)',
    'app notin ()',
    'app in(x)',
    'in',
    'in in (x)',
  ],
  ...[
    'app=in',
    'app in (in,notin)',
    '! app',
    'app in (x),tier',
    'a.b/c',
    'app,!nothing',
    'app!=',
    'an',
    'an=z',
    'tier notin (db)',
  ],
]
const badSelectors = [
  ...[
    'app in (x',
    'a/b/c=1',
    'app=x y',
    ',app',
    'app,',
    "app='x'",
    'x!',
    'app gt 0',
    'app>x',
    '!app=x',
    '_a',
    'app=_',
    'a=b=c',
  ],
  ...[
    'app=(x)',
    'an=https://x',
    'app in x',
    'app in (x y)',
    '()',
    '=x',
    `${'a'.repeat(64)}=x`,
    `app=${'a'.repeat(64)}`,
  ],
]

t.test('targets', needs('kubectl'), async (t) => {
  const targets: ReadonlyArray<JsonObject> = [
    ...patterns.flatMap((name) => [{ name }, { kind: 'Deployment|Node', name }]),
    ...['apps', '', '.*\\.com', 'app'].map((group) => ({ group })),
    ...['v1', 'v.*', 'v1beta1'].map((version) => ({ version })),
    ...['Deployment', 'deployment', '.*Set', 'Service|Node'].map((kind) => ({ kind })),
    ...['default', 'n1', '.*', '_non_namespaceable_', 'n', ''].map((namespace) => ({ namespace })),
    ...selectors.flatMap((text) => [{ labelSelector: text }, { annotationSelector: text }]),
    {
      group: 'apps',
      kind: 'Deployment',
      name: 'a.*',
      namespace: 'default',
      labelSelector: 'app',
      annotationSelector: 'an',
    },
  ]
  const one: Case = {
    resources: base,
    patches: targets.map((target, i) => ({
      patch: `- {op: add, path: /hit${i}, value: 1}`,
      target,
      allow: ['unmatched'],
    })),
  }
  const judge = await theirs(one)
  same(t, judge, ours(one, 'strict'), `${targets.length} targets`)
  const bad = [
    ...badPatterns.map((name) => ({ name })),
    ...badSelectors.map((text, i) => (i % 5 === 0 ? { annotationSelector: text } : { labelSelector: text })),
  ]
  await pairs(bad, async (target) => {
    const refused: Case = { resources: base, patches: [at(target)] }
    same(t, await theirs(refused), ours(refused, 'kustomize'), JSON.stringify(target))
  })
})

t.test('differences', needs('kubectl'), async (t) => {
  await pairs(differences, async ({ what, resources, patches, ours: expected }) => {
    const one: Case = { resources: objects(resources), patches }
    const judge = await theirs(one)
    const strict = ours(one, 'strict')
    t.strictSame(comparable(strict), comparable(expected === undefined ? 'refused' : objects(expected)), what)
    t.notSame(comparable(strict), comparable(judge), `${what}: Kustomize does not`)
    same(t, judge, ours(one, 'kustomize'), `${what}: Kustomize's own way on request`)
  })
})
