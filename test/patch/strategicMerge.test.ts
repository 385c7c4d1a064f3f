import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parse } from 'yaml'
import { equal, type JsonObject } from '../../src/json.js'
import { builtInFields, type MergeFault, strategicMerge } from '../../src/patch/index.js'
import { workload } from './workloads.js'

const fields = builtInFields()
const merge = (
  manifest: JsonObject,
  patch: JsonObject,
): JsonObject | undefined | ReadonlyArray<MergeFault> => {
  const merged = strategicMerge(manifest, patch, fields)
  return E.isRight(merged) ? merged.right.manifest : merged.left
}
const pod = (yaml: string): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', ...yamlOf(yaml) })
const yamlOf = (yaml: string): JsonObject => parse(yaml) as JsonObject // a map each

t.test('items are merged by their key, new ones come first, and no other is lost', async (t) => {
  t.strictSame(
    merge(
      pod('spec: {containers: [{name: a, image: x}, {name: b, image: x}]}'),
      pod('spec: {containers: [{name: n, image: n}, {name: b, command: [run]}]}'),
    ),
    pod(
      'spec: {containers: [{name: n, image: n}, {name: b, image: x, command: [run]}, {name: a, image: x}]}',
    ),
  )
})

t.test('items that the patch does not name stay, also where two have one key', async (t) => {
  const before = pod('spec: {containers: [{name: a, env: [{name: A, value: "1"}, {name: A, value: "2"}]}]}')
  t.strictSame(
    merge(before, pod('spec: {containers: [{name: a, image: x, env: [{name: B, value: "3"}]}]}')),
    pod(
      'spec: {containers: [{name: a, image: x, env: [{name: B, value: "3"}, {name: A, value: "1"}, {name: A, value: "2"}]}]}',
    ),
  )
  t.strictSame(merge(before, pod('spec: {containers: [{name: a, env: [{name: A, value: "9"}]}]}')), [
    {
      _tag: 'AmbiguousItem',
      path: ['spec', 'containers', 0, 'env', 0],
      keys: { name: 'A' },
      matches: [0, 1],
    },
  ])
})

t.test('a port without a protocol is the TCP port, else the only one of its number', async (t) => {
  const ports = (list: string): JsonObject => pod(`spec: {containers: [{name: a, ports: ${list}}]}`)
  const both = '[{containerPort: 53, protocol: UDP}, {containerPort: 53}]'
  t.strictSame(
    merge(ports(both), ports('[{containerPort: 53, name: dns}]')),
    ports('[{containerPort: 53, protocol: UDP}, {containerPort: 53, name: dns}]'),
  )
  t.strictSame(
    merge(ports(both), ports('[{containerPort: 53, protocol: UDP, name: dns}]')),
    ports('[{containerPort: 53, protocol: UDP, name: dns}, {containerPort: 53}]'),
  )
  t.strictSame(
    merge(ports('[{containerPort: 53}]'), ports('[{containerPort: 53, protocol: UDP}]')),
    ports('[{containerPort: 53, protocol: UDP}, {containerPort: 53}]'),
    'a protocol that is not TCP is another port',
  )
  t.strictSame(
    merge(ports('[{containerPort: 53, protocol: UDP}]'), ports('[{containerPort: 53, name: dns}]')),
    ports('[{containerPort: 53, protocol: UDP, name: dns}]'),
  )
  t.strictSame(
    merge(
      ports('[{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: SCTP}]'),
      ports('[{containerPort: 53, name: dns}]'),
    ),
    [
      {
        _tag: 'AmbiguousItem',
        path: ['spec', 'containers', 0, 'ports', 0],
        keys: { containerPort: 53 },
        matches: [0, 1],
      },
    ],
  )
})

t.test('lists without a merge key are replaced, values of a set are added once', async (t) => {
  t.strictSame(
    merge(
      pod('metadata: {finalizers: [a, b]}\nspec: {tolerations: [{key: a}, {key: b}]}'),
      pod('metadata: {finalizers: [c, b, c]}\nspec: {tolerations: [{key: c}]}'),
    ),
    pod('metadata: {finalizers: [c, b, a]}\nspec: {tolerations: [{key: c}]}'),
  )
})

t.test('in a custom resource lists are replaced, but those of a Kubernetes object inside it', async (t) => {
  const custom = (spec: string): JsonObject =>
    yamlOf(`{apiVersion: example.com/v1, kind: Job, spec: ${spec}}`)
  t.strictSame(
    merge(custom('{containers: [{name: a}, {name: b}]}'), custom('{containers: [{name: b, image: x}]}')),
    custom('{containers: [{name: b, image: x}]}'),
  )
  t.strictSame(
    merge(
      custom('{pod: {apiVersion: v1, kind: Pod, spec: {containers: [{name: a}, {name: b}]}}}'),
      custom('{pod: {spec: {containers: [{name: b, image: x}]}}}'),
    ),
    custom('{pod: {apiVersion: v1, kind: Pod, spec: {containers: [{name: b, image: x}, {name: a}]}}}'),
  )
})

t.test('a caller says how lists of a custom resource are merged', async (t) => {
  const custom = (list: string): JsonObject =>
    yamlOf(`{apiVersion: example.com/v1, kind: Job, spec: {steps: ${list}}}`)
  const merged = strategicMerge(
    custom('[{name: a, run: x}, {name: b}]'),
    custom('[{name: a, args: [y]}]'),
    (_apiVersion, kind, path) =>
      kind === 'Job'
        ? { strategies: path.join('.') === 'spec.steps' ? ['merge'] : [], mergeKey: 'name', listMapKeys: [] }
        : undefined,
  )
  t.strictSame(
    E.map(({ manifest }: { manifest: JsonObject | undefined }) => manifest)(merged),
    E.right(custom('[{name: a, run: x, args: [y]}, {name: b}]')),
  )
})

t.test('null deletes, and is nowhere in what is added', async (t) => {
  t.strictSame(
    merge(
      pod('metadata: {labels: {a: x, b: y}}\nspec: {nodeSelector: {a: x}, hostNetwork: true}'),
      pod(
        'metadata: {labels: {a: null}}\nspec: {nodeSelector: null, affinity: {podAffinity: null}, hostNetwork: null}',
      ),
    ),
    pod('metadata: {labels: {b: y}}\nspec: {affinity: {}}'),
  )
})

t.test('$patch deletes, replaces or merges a map, an item, a list and the whole object', async (t) => {
  const before = pod(
    'metadata: {name: a}\nspec: {nodeSelector: {a: x}, containers: [{name: a, image: x}, {name: b}]}',
  )
  const spec = (text: string): JsonObject => pod(`metadata: {name: a}\nspec: ${text}`)
  const after = (text: string): unknown => merge(before, spec(text))
  t.strictSame(
    after('{nodeSelector: {$patch: delete}, containers: [{name: a, $patch: delete}]}'),
    spec('{containers: [{name: b}]}'),
  )
  t.strictSame(
    after('{nodeSelector: {$patch: replace, b: y}, containers: [{name: a, $patch: replace, command: [x]}]}'),
    spec('{nodeSelector: {b: y}, containers: [{name: a, command: [x]}, {name: b}]}'),
  )
  t.strictSame(
    after('{containers: [{$patch: replace}, {name: c}]}'),
    spec('{nodeSelector: {a: x}, containers: [{name: c}]}'),
  )
  t.strictSame(after('{containers: [{$patch: delete}]}'), spec('{nodeSelector: {a: x}}'))
  t.strictSame(
    after('{$patch: merge, containers: [{$patch: merge}, {name: b, $patch: merge, image: y}]}'),
    spec('{nodeSelector: {a: x}, containers: [{name: b, image: y}, {name: a, image: x}]}'),
  )
  t.equal(merge(before, { ...spec('{}'), $patch: 'delete' }), undefined)
  t.strictSame(
    merge(before, { ...spec('{hostNetwork: true}'), $patch: 'replace' }),
    spec('{hostNetwork: true}'),
  )
})

t.test('$retainKeys removes what it does not name', async (t) => {
  const volumes = (list: string): JsonObject => pod(`spec: {volumes: ${list}}`)
  t.strictSame(
    merge(
      volumes('[{name: v, emptyDir: {}}]'),
      volumes('[{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]'),
    ),
    volumes('[{name: v, hostPath: {path: /x}}]'),
  )
  t.strictSame(merge(volumes('[{name: v}]'), volumes('[{name: v, $retainKeys: [name], emptyDir: {}}]')), [
    { _tag: 'NotRetained', path: ['spec', 'volumes', 0, 'emptyDir'], retained: ['name'] },
  ])
})

t.test(
  '$setElementOrder and $deleteFromPrimitiveList are carried out, and are nowhere in the result',
  async (t) => {
    const containers = '[{name: a}, {name: b}, {name: c}, {name: d}]'
    t.strictSame(
      merge(
        pod(`spec: {containers: ${containers}}`),
        pod(
          'spec: {$setElementOrder/containers: [{name: d}, {name: b}, {name: n}], containers: [{name: n}, {name: b, image: x}]}',
        ),
      ),
      pod('spec: {containers: [{name: a}, {name: c}, {name: d}, {name: b, image: x}, {name: n}]}'),
      'what is not named stays in front of what it stood in front of',
    )
    t.strictSame(
      merge(
        pod('metadata: {finalizers: [a, b, c]}'),
        pod(
          'metadata: {$deleteFromPrimitiveList/finalizers: [a], $setElementOrder/finalizers: [c, d, b], finalizers: [d]}',
        ),
      ),
      pod('metadata: {finalizers: [c, d, b]}'),
    )
  },
)

t.test('what is to be deleted and is not there is told', async (t) => {
  const merged = strategicMerge(
    pod('metadata: {finalizers: [a]}\nspec: {containers: [{name: a}]}'),
    pod(
      'metadata: {$deleteFromPrimitiveList/finalizers: [x]}\nspec: {volumes: [{$patch: delete}], containers: [{name: b, $patch: delete}]}',
    ),
    fields,
  )
  t.strictSame(E.isRight(merged) && merged.right.missing, [
    ['metadata', '$deleteFromPrimitiveList/finalizers', 0],
    ['spec', 'volumes'],
    ['spec', 'containers', 0],
  ])
})

t.test('what would be lost, or become part of the object by mistake, is refused', async (t) => {
  const before = pod('spec: {containers: [{name: a}], tolerations: [{key: a}], nodeSelector: {a: x}}')
  t.strictSame(
    merge(
      before,
      pod(`
spec:
  containers: [{image: x}, {name: b}, {name: b, image: y}, {name: c, args: x, $patch: remove}]
  tolerations: [{key: a, $patch: delete}]
  nodeSelector: [a]
  volumes: [{$patch: delete}, {name: v}]
`),
    ),
    [
      { _tag: 'MissingMergeKey', path: ['spec', 'containers', 0], key: 'name' },
      { _tag: 'RepeatedItem', path: ['spec', 'containers', 2], first: ['spec', 'containers', 1] },
      {
        _tag: 'InvalidDirective',
        path: ['spec', 'containers', 3, '$patch'],
        expected: 'merge, replace or delete',
        found: 'remove',
      },
      { _tag: 'ReplacedList', path: ['spec', 'tolerations', 0] },
      { _tag: 'OtherShape', path: ['spec', 'nodeSelector'], has: 'map', found: 'list' },
      { _tag: 'DeletedList', path: ['spec', 'volumes', 0] },
    ],
  )
})

t.test('laws of strategic merge', async (t) => {
  const object = workload({ isPatch: false, isWild: false })
  const patch = workload({ isPatch: true, isWild: false })
  const right = (manifest: JsonObject, by: JsonObject): JsonObject | undefined => {
    const merged = strategicMerge(manifest, by, fields)
    if (E.isLeft(merged)) throw new Error(JSON.stringify(merged.left))
    return merged.right.manifest
  }
  fc.assert(
    fc.property(object, patch, (manifest, by) => {
      const before = JSON.stringify([manifest, by])
      const once = right(manifest, by)
      const twice = once === undefined ? undefined : right(once, by)
      return equal(once ?? null, twice ?? null) && JSON.stringify([manifest, by]) === before
    }),
    { numRuns: 300 },
  )
  t.pass('merging twice is merging once, and changes neither object nor patch')
  fc.assert(fc.property(object, (manifest) => equal(manifest, right(manifest, {}) ?? null)))
  fc.assert(fc.property(object, (manifest) => equal(manifest, right(manifest, manifest) ?? null)))
  t.pass('nothing, and the object itself, change nothing')
  const names = (manifest: JsonObject | undefined): ReadonlyArray<unknown> => {
    const { spec } = (manifest ?? {}) as {
      spec?: { template?: { spec?: { containers?: ReadonlyArray<JsonObject> } } }
    } // of a workload
    return (spec?.template?.spec?.containers ?? []).map(({ name }) => name)
  }
  const container = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.constantFrom('x', 'y') })
  const containers = fc.uniqueArray(container, { selector: ({ name }) => name })
  fc.assert(
    fc.property(containers, containers, (some, others) => {
      const of = (list: ReadonlyArray<JsonObject>): JsonObject => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { template: { spec: { containers: list } } },
      })
      const after = names(right(of(some), of(others)))
      return [...some, ...others].every(({ name }) => after.includes(name))
    }),
  )
  t.pass('no item is lost')
})
