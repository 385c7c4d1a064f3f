import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { equal, type Json, type JsonObject } from '../../src/json.js'
import {
  applyPatches,
  type Patch,
  type PatchEntry,
  parsePatches,
  patchResources,
  resourcesOf,
  showPatchError,
} from '../../src/patch/index.js'
import { named, workload } from './workloads.js'

const read = (yaml: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(yaml).map((document) => document.toJS() as JsonObject) // maps, and lists of operations
const entry = (patch: string, more: Omit<PatchEntry, 'documents' | 'place'> = {}): PatchEntry => {
  const place = { origin: 'patch.yaml', position: { file: 'patch.yaml', line: 1, column: 1 } }
  return { ...more, place, documents: read(patch).map((value) => ({ value, place })) }
}
/** The objects, or the errors in words. */
const result = (manifests: string, ...entries: ReadonlyArray<PatchEntry>): ReadonlyArray<unknown> => {
  const parsed = entries.map((one) => parsePatches(one))
  const patches = parsed.flatMap((one) => (E.isRight(one) ? one.right : []))
  const applied = applyPatches(read(manifests), patches)
  const errors = [...parsed, applied].flatMap((one) => (E.isLeft(one) ? one.left : []))
  return E.isRight(applied) && errors.length === 0 ? applied.right : errors.map(showPatchError)
}

const server = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: apiserver, labels: {app: clearml}}
spec: {replicas: 1, template: {spec: {containers: [{name: apiserver, image: x}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: apiserver}
spec: {ports: [{port: 8008, name: http}]}
`
const replicas = (n: number, name = 'apiserver', more = ''): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}${more}}, spec: {replicas: ${n}}}`
const target = { kind: 'Deployment' }

t.test('a patch finds its object, and the order of objects stays', async (t) => {
  const after = result(
    server,
    entry(replicas(2)),
    entry('[{op: add, path: /spec/type, value: NodePort}]', { target: { kind: 'Service', name: 'api.*' } }),
    entry('{kind: any, metadata: {name: any, labels: {tier: api}}}', {
      target: { labelSelector: 'app=clearml' },
    }),
    entry('{apiVersion: v1, kind: Service, metadata: {name: apiserver}, spec: {ports: []}}', {
      type: 'merge',
    }),
  )
  t.strictSame(
    after,
    read(`
apiVersion: apps/v1
kind: Deployment
metadata: {labels: {app: clearml, tier: api}, name: apiserver}
spec: {replicas: 2, template: {spec: {containers: [{name: apiserver, image: x}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: apiserver}
spec: {ports: [], type: NodePort}
`),
  )
})

t.test('a patch that finds nothing is an error with the nearest objects', async (t) => {
  t.strictSame(
    result(
      server,
      entry(replicas(2, 'apisrver')),
      entry(replicas(2, 'apiserver', ', namespace: ml')),
      entry('[{op: remove, path: /spec}]', { target: { kind: 'Deploymnt' } }),
      entry('[{op: remove, path: /spec}]', { target: { name: 'x.*', labelSelector: 'a=b' } }),
    ),
    [
      'patch.yaml:1:1: no Deployment/apisrver (apps/v1); did you mean Deployment/apiserver (apps/v1)? (allow: [unmatched] if it need not be there)',
      'patch.yaml:1:1: no Deployment/apiserver (apps/v1, namespace ml); did you mean Deployment/apiserver (apps/v1)? (allow: [unmatched] if it need not be there)',
      'patch.yaml:1:1: no object for the target: kind Deploymnt; did you mean Deployment/apiserver (apps/v1)? (allow: [unmatched] if it need not be there)',
      'patch.yaml:1:1: no object for the target: name x.*, labelSelector a=b (allow: [unmatched] if it need not be there)',
    ],
  )
  t.strictSame(result(server, entry(replicas(2, 'apisrver'), { allow: ['unmatched'] })), read(server))
})

t.test('a patch without effect is an error', async (t) => {
  t.strictSame(
    result(
      server,
      entry(replicas(1)),
      entry(
        '{kind: any, metadata: {name: any}, spec: {template: {spec: {containers: [{name: b, $patch: delete}]}}}}',
        {
          target,
        },
      ),
    ),
    [
      'patch.yaml:1:1: changes nothing in Deployment/apiserver (apps/v1) (allow: [noEffect] if it is meant so)',
      'patch.yaml:1:1: spec.template.spec.containers[0]: there is nothing to delete in Deployment/apiserver (apps/v1) (allow: [noEffect] if it is meant so)',
    ],
  )
  t.strictSame(result(server, entry(replicas(1), { allow: ['noEffect'] })), read(server))
  t.strictSame(
    result(server, entry('[{op: test, path: /spec/replicas, value: 1}]', { target })),
    read(server),
    'a test is there to fail',
  )
})

t.test('a patch for several objects has an effect if it changes one', async (t) => {
  const labels = '{kind: any, metadata: {name: any, labels: {app: clearml}}}'
  t.match(result(server, entry(labels, { target: { name: 'apiserver' } })), [
    { kind: 'Deployment', metadata: { labels: { app: 'clearml' } } },
    { kind: 'Service', metadata: { labels: { app: 'clearml' } } },
  ])
})

t.test('all errors of all patches are told, each once', async (t) => {
  const two = `${server}---\n${replicas(1, 'webserver').replace('replicas: 1', 'replicas: 1, template: {}')}`
  t.strictSame(
    result(
      two,
      entry('[{op: replace, path: /spec/replica, value: 2}]', { target }),
      entry('{kind: any, metadata: {name: any}, spec: {replicas: {n: 1}}}', { target }),
      entry('[{op: remove, path: /metadata/name}]', { target: { name: 'webserver' } }),
      entry('[{op: move, from: /spec/x, path: /spec/y}]', { target: { kind: 'Service' } }),
      entry('[{op: add, path: /spec/x}, {op: ad, path: /x}]', { target: { kind: 'Service' } }),
      entry('[{op: add, path: /spec/x, value: 1}]'),
      entry(`${replicas(2)}\n---\n${replicas(2, 'webserver')}`, {
        target,
        options: { allowNameChanges: true },
        allow: ['all'],
      }),
    ),
    [
      'patch.yaml:1:1: [0].value: expected a value, got nothing',
      'patch.yaml:1:1: [1].op: expected add, remove, replace, move, copy or test, got string "ad"',
      'patch.yaml:1:1: a JSON patch needs a target',
      'patch.yaml:1:1: options.allowNameChanges: no such field; did you mean allowNameChange or allowKindChange?',
      'patch.yaml:1:1: allow: expected a list of unmatched, noEffect, renamedClaim, removedClaim, conflict, got a list of 1',
      'patch.yaml:1:1: the target is for 2 strategic merge patches; give each an entry of its own',
      'patch.yaml:1:1: Deployment/apiserver (apps/v1), Deployment/webserver (apps/v1): [0] replace /spec/replica: there is no "replica"; did you mean replicas?',
      'patch.yaml:1:1: Deployment/apiserver (apps/v1), Deployment/webserver (apps/v1): spec.replicas: expected a scalar, as it is there, got a map',
      'patch.yaml:1:1: leaves Deployment/webserver (apps/v1) without metadata.name',
      'patch.yaml:1:1: Service/apiserver (v1): [0] move /spec/y: from /spec/x: there is no "x"; there are ports',
    ],
  )
})

t.test('an error is told at the place of its value in the patch', async (t) => {
  const at = (line: number) => ({ file: 'patch.yaml', line, column: 3 })
  const [patch = {}] = read('{kind: any, metadata: {name: any}, spec: {replicas: {n: 1}}}')
  const result = applyPatches(read(server), [
    {
      _tag: 'StrategicMergePatch',
      patch,
      target,
      place: { origin: 'patch.yaml', position: at(1) },
      positions: new Map([
        ['', at(1)],
        ['spec.replicas', at(4)],
      ]),
    },
  ])
  t.strictSame(
    E.mapLeft((errors: ReadonlyArray<{ place: unknown }>) => errors.map(({ place }) => place))(result),
    E.left([{ origin: 'patch.yaml', position: at(4) }]),
  )
})

t.test('names, kinds and namespaces stay, unless a patch may change them', async (t) => {
  const other =
    '{apiVersion: v9, kind: Other, metadata: {name: other, namespace: other}, spec: {replicas: 2}}'
  t.match(result(server, entry(other, { target })), [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'apiserver', namespace: undefined },
      spec: { replicas: 2 },
    },
    {},
  ])
  t.match(
    result(server, entry(other, { target, options: { allowNameChange: true, allowKindChange: true } })),
    [{ apiVersion: 'apps/v1', kind: 'Other', metadata: { name: 'other', namespace: undefined } }, {}],
  )
  t.strictSame(
    result(
      server,
      entry('[{op: replace, path: /kind, value: Service}, {op: replace, path: /apiVersion, value: v1}]', {
        target,
      }),
    ),
    ['patch.yaml:1:1: makes a second Service/apiserver (v1)'],
  )
})

t.test('what was renamed is found by both names, in a later run too', async (t) => {
  const rename = parsePatches(entry('[{op: replace, path: /metadata/name, value: api}]', { target }))
  const later = parsePatches(entry(`${replicas(2)}\n---\n${replicas(3, 'api')}`))
  t.ok(E.isRight(rename) && E.isRight(later))
  if (E.isLeft(rename) || E.isLeft(later)) return
  const first = patchResources(resourcesOf(read(server)), rename.right)
  t.ok(E.isRight(first))
  const second = E.isRight(first) ? patchResources(first.right, later.right) : first
  t.match(second, { right: [{ manifest: { metadata: { name: 'api' }, spec: { replicas: 3 } } }, {}] })
})

t.test('laws of patches', async (t) => {
  const objects = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) => workload({ isPatch: false, isWild: false }).map((one) => named(one, name))),
      ),
    )
  const patches = (names: ReadonlyArray<string>): fc.Arbitrary<ReadonlyArray<Patch>> =>
    fc.tuple(
      ...names.map((name) =>
        workload({ isPatch: true, isWild: false }).map(
          (one): Patch => ({
            _tag: 'StrategicMergePatch',
            patch: named(one, name),
            place: { origin: name },
            allow: ['noEffect', 'unmatched'],
          }),
        ),
      ),
    )
  const right = (manifests: ReadonlyArray<JsonObject>, some: ReadonlyArray<Patch>): Json => {
    const applied = applyPatches(manifests, some)
    return E.isRight(applied) ? applied.right : applied.left.map(showPatchError)
  }
  fc.assert(fc.property(objects, (manifests) => equal(right(manifests, []), manifests)))
  t.pass('no patches are identity')
  fc.assert(
    fc.property(objects, patches(['a', 'b', 'c']), (manifests, some) => {
      const before = JSON.stringify([manifests, some])
      const isSame = equal(right(manifests, some), right(manifests, some.toReversed()))
      return isSame && JSON.stringify([manifests, some]) === before
    }),
    { numRuns: 40 },
  )
  t.pass('patches for different objects commute, and nothing that is handed in is changed')
  fc.assert(
    fc.property(objects, patches(['a', 'b', 'a']), (manifests, some) => {
      const inTwo = right(right(manifests, some.slice(0, 2)) as ReadonlyArray<JsonObject>, some.slice(2)) // no error in them
      return equal(right(manifests, some), inTwo)
    }),
    { numRuns: 40 },
  )
  t.pass('patches in two runs are patches in one')
})

t.test('thousands of objects with a patch each take a moment', async (t) => {
  const names = Array.from({ length: 4000 }, (_, i) => `server-${i}`)
  const [one = {}] = read(server)
  const manifests = names.map((name) => named(one, name))
  const place = { origin: 'patch' }
  const some = names.map(
    (name): Patch => ({
      _tag: 'StrategicMergePatch',
      patch: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 2 } },
      place,
      ...(name.endsWith('7') ? { target: { kind: 'Deployment', name } } : {}),
    }),
  )
  const start = process.hrtime.bigint()
  const applied = applyPatches(manifests, some)
  const took = Number((process.hrtime.bigint() - start) / 1_000_000n)
  t.ok(
    E.isRight(applied) &&
      applied.right.every((manifest) =>
        equal(manifest.spec ?? null, { ...(one.spec as JsonObject), replicas: 2 }),
      ),
  ) // a map
  t.ok(took < 10_000, `${took} ms`)
})
