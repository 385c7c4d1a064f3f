import fc from 'fast-check'
import t from 'tap'
import { laidOver, mergeKeys, retaining } from '../../overlays/agents/glue/mergeKeys.js'
import { kubeVersions, type Schema, schemaOf } from '../../src/openapi/index.js'
import type { Shape } from '../../src/openapi/shape.js'

/** What the API says of each list of maps in a pod template, by the name of its field. */
const lists = (schema: Schema): ReadonlyMap<string, ReadonlySet<string>> => {
  const keys = new Map<string, Set<string>>()
  const seen = new Set<string>()
  const visit = (shape: Shape): void => {
    switch (shape._tag) {
      case 'Ref':
        if (seen.has(shape.definition)) return
        seen.add(shape.definition)
        visit(schema.definition(shape.definition))
        return
      case 'List':
        visit(shape.item)
        return
      case 'Map':
        visit(shape.value)
        return
      case 'Object':
        for (const { name, mergeKey, patchStrategy, shape: below } of shape.fields.values()) {
          const said = `${mergeKey ?? ''}${patchStrategy?.includes('retainKeys') ? ' retainKeys' : ''}`
          if (below._tag === 'List') keys.set(name, (keys.get(name) ?? new Set()).add(said))
          visit(below)
        }
        return
      default:
        return
    }
  }
  visit({ _tag: 'Ref', definition: 'core.v1.PodTemplateSpec' })
  return keys
}

t.test('the merge keys are those of the API, in every version', async (t) => {
  const known = new Map<string, Set<string>>()
  for (const version of kubeVersions)
    for (const [name, said] of lists(schemaOf(version)))
      known.set(name, new Set([...(known.get(name) ?? []), ...said]))
  t.ok(known.size > 30, 'the API has been walked')
  for (const [name, said] of known) {
    const ours = `${mergeKeys[name] ?? ''}${retaining.includes(name) ? ' retainKeys' : ''}`
    t.strictSame([...said], [ours], name)
  }
  for (const name of Object.keys(mergeKeys)) t.ok(known.has(name), `${name} is a list in a pod template`)
})

t.test('maps key by key, lists with a key item by item, other lists as a whole', async (t) => {
  const under = {
    metadata: { labels: { a: '1', b: '2' } },
    spec: {
      tolerations: [{ key: 'a' }],
      nodeSelector: { pool: 'gpu' },
      containers: [
        {
          name: 'task',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          args: ['x'],
          ports: [{ containerPort: 1 }],
        },
        { name: 'side' },
      ],
      volumes: [
        { name: 'v', configMap: { name: 'c' } },
        { name: 'w', emptyDir: { sizeLimit: '1Gi' } },
      ],
    },
  }
  const over = {
    metadata: { labels: { b: '3' } },
    spec: {
      tolerations: [{ key: 'b' }],
      containers: [
        { name: 'new' },
        {
          name: 'task',
          env: [
            { name: 'C', value: '3' },
            { name: 'A', value: '4' },
          ],
          args: ['y'],
          ports: [{ containerPort: 1, name: 'p' }],
        },
      ],
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', emptyDir: { medium: 'Memory' } },
      ],
    },
  }
  t.strictSame(laidOver(under, over), {
    metadata: { labels: { a: '1', b: '3' } },
    spec: {
      tolerations: [{ key: 'b' }],
      nodeSelector: { pool: 'gpu' },
      containers: [
        {
          name: 'task',
          env: [
            { name: 'A', value: '4' },
            { name: 'B', value: '2' },
            { name: 'C', value: '3' },
          ],
          args: ['y'],
          ports: [{ containerPort: 1, name: 'p' }],
        },
        { name: 'side' },
        { name: 'new' },
      ],
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
      ],
    },
  })
})

const item = fc.record(
  { name: fc.constantFrom('a', 'b', 'c'), image: fc.string() },
  { requiredKeys: ['name'] },
)
const template = fc.record({
  metadata: fc.record({
    labels: fc.dictionary(fc.constantFrom('x', 'y'), fc.string(), { noNullPrototype: true }),
  }),
  spec: fc.record({ containers: fc.uniqueArray(item, { selector: ({ name }) => name }) }),
})

t.test('laws: nothing laid over changes nothing, and what is laid over is there', async (t) => {
  fc.assert(
    fc.property(template, (a) => t.same(laidOver(a, {}), a)),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(template, template, (a, b) => {
      const once = laidOver(a, b)
      t.same(laidOver(once, b), once, 'twice is once')
      for (const { name, image } of b.spec.containers) {
        const there = once.spec?.containers.find((one) => one.name === name)
        t.ok(there !== undefined && (image === undefined || there.image === image))
      }
    }),
    { numRuns: 50 },
  )
})
