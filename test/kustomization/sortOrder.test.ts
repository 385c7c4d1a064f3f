import fc from 'fast-check'
import t from 'tap'
import { inSortOrder } from '../../src/kustomization/sortOrder.js'
import { type Resource, resourcesOf } from '../../src/patch/resource.js'

const resource = (kind: string, name: string, namespace?: string, apiVersion = 'v1'): Resource => ({
  manifest: { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
  previous: [],
})
const shown = (resources: ReadonlyArray<Resource>): ReadonlyArray<string> =>
  resources.map(
    ({ manifest: { kind, metadata } }) => `${kind} ${Object.values(metadata as object).join(' ')}`,
  ) // a map

const some = [
  resource('ValidatingWebhookConfiguration', 'v'),
  resource('Deployment', 'b'),
  resource('Deployment', 'a', 'z'),
  resource('Zoo', 'z'),
  resource('Service', 's'),
  resource('Ape', 'a', undefined, 'zoo/v1'),
  resource('Ape', 'a', undefined, 'animals/v1'),
  resource('ConfigMap', 'c', 'b'),
  resource('ConfigMap', 'd', 'a'),
  resource('ConfigMap', 'e'),
  resource('Namespace', 'n'),
]

t.test('legacy: by kind, group, namespace and name; no namespace comes last', async (t) => {
  const legacy = [
    'Namespace n',
    'ConfigMap d a',
    'ConfigMap c b',
    'ConfigMap e',
    'Service s',
    'Deployment a z',
    'Deployment b',
    'Ape a',
    'Ape a',
    'Zoo z',
    'ValidatingWebhookConfiguration v',
  ]
  t.strictSame(shown(inSortOrder(some)), legacy)
  t.strictSame(shown(inSortOrder(some, { order: 'legacy' })), legacy)
  t.equal(inSortOrder(some)[7]?.manifest.apiVersion, 'animals/v1')
})

t.test('fifo is as it was read', async (t) => {
  t.equal(inSortOrder(some, { order: 'fifo' }), some)
})

t.test('what is said to be first and last is', async (t) => {
  const options = {
    order: 'legacy',
    legacySortOptions: { orderFirst: ['Zoo', 'Service'], orderLast: ['ConfigMap', 'Ape'] },
  } as const
  const kinds = shown(inSortOrder(some, options)).map((text) => text.split(' ')[0])
  t.strictSame(
    [...new Set(kinds)],
    ['Zoo', 'Service', 'Deployment', 'Namespace', 'ValidatingWebhookConfiguration', 'ConfigMap', 'Ape'],
  )
})

t.test('nothing is lost or added, and sorting again changes nothing', async (t) => {
  const kind = fc.constantFrom('Namespace', 'Deployment', 'Zoo', 'ValidatingWebhookConfiguration', '')
  const name = fc.constantFrom('', 'a', 'b', 'A', '~')
  const any = fc.record({ kind, name, namespace: fc.option(name, { nil: undefined }) })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), (given) => {
      const resources = given.map(({ kind: of, name: called, namespace }) => resource(of, called, namespace))
      const once = inSortOrder(resources)
      t.strictSame(new Set(once), new Set(resources))
      t.equal(once.length, resources.length)
      t.strictSame(inSortOrder(once), once)
    }),
    { numRuns: 50 },
  )
  t.strictSame(inSortOrder(resourcesOf([])), [])
})
