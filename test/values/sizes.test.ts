import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { dev } from '../../presets/index.js'
import { type Build, build } from '../../src/index.js'
import { at } from '../../src/json.js'
import { bytes } from '../../src/kube/quantity.js'
import { type Size, sizes } from '../../src/values/sizes.js'
import { podOf, pods } from '../support/objects.js'
import { built, outsideStores } from '../support/streams.js'

const order: ReadonlyArray<Size> = ['tiny', 'small', 'team', 'large']
const values = (input: Build) => built(input).values
const of = (input: Build) => values(input).elasticsearch.resources.limits.memory

t.test('small is what there is without a size', async (t) => {
  t.strictSame(built({ values: { size: 'small' } }).manifests, built({}).manifests)
})

t.test('a size sets requests, limits, heap, processes and claims together', async (t) => {
  const { manifests } = built({ values: { size: 'team' } })
  const text = JSON.stringify(manifests)
  t.match(text, '"name":"CLEARML_GUNICORN_WORKERS","value":"4"')
  t.match(text, '-Xms4096m -Xmx4096m', 'half of 8Gi')
  t.match(text, '"storage":"500Gi"')
  t.strictSame(values({ values: { size: 'team' } }).apiserver.resources, {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { memory: '4Gi' },
  })
})

t.test('what the one who asks for a size says besides is stronger, in whatever order', async (t) => {
  const elasticsearch = { resources: { limits: { memory: '6Gi' }, requests: { memory: '6Gi' } } }
  t.equal(of({ values: { size: 'large', elasticsearch } }), '6Gi')
  t.equal(of({ values: { elasticsearch, size: 'large' } }), '6Gi')
  t.equal(values({ values: { size: 'large', elasticsearch } }).mongodb.storage.size, '500Gi')
})

t.test('a size of the user is stronger than what a preset says', async (t) => {
  t.equal(of({ preset: dev }), '1Gi')
  t.equal(of({ preset: dev, values: { size: 'team' } }), '8Gi')
})

t.test('each size asks for at least as much as the one before it', async (t) => {
  const amounts = order.map((name) => {
    const { apiserver, elasticsearch, mongodb, redis, fileserver } = sizes[name]
    return [
      ...[apiserver, elasticsearch, mongodb, redis, fileserver].map((one) => at(one, ['resources'])),
      ...[elasticsearch, mongodb, redis, fileserver].map((one) => at(one, ['storage'])),
    ].map((one) => {
      const memory =
        JSON.stringify(one)
          .match(/\d+[GMT]i/g)
          ?.at(-1) ?? ''
      const amount = bytes(memory)
      return E.isRight(amount) ? amount.right : -1n
    })
  })
  amounts.forEach((row, i) => {
    const before = amounts[i - 1]
    if (before !== undefined)
      t.ok(
        row.every((amount, j) => amount >= (before[j] ?? 0n)),
        `size ${order[i]}`,
      )
    t.ok(row.every((amount) => amount > 0n))
  })
})

t.test('a name that is no size is an error', async (t) => {
  const result = build({ values: { size: 'huge' as 'large' } })
  t.match(JSON.stringify(result), 'one of tiny, small, team, large')
})

t.test('a claim that exists already has no size, whatever size the rest has', async (t) => {
  const fileserver = { storage: { existingClaim: 'files' } }
  t.ok(E.isRight(build({ values: { size: 'team', fileserver } })))
})

t.test('with stores elsewhere a size is that of what is left, each size alike', async (t) => {
  for (const size of order) {
    const { manifests } = built({ values: { size, ...outsideStores } })
    const all = pods(manifests)
    t.strictSame(
      all.map(({ name }) => name),
      ['apiserver', 'asyncdelete', 'fileserver', 'webserver'],
    )
    for (const name of ['apiserver', 'fileserver'] as const)
      t.match(podOf(manifests, name).main.resources, at(sizes[size][name], ['resources']), `${size}: ${name}`)
    const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')
    t.strictSame(
      claims.map((one) => at(one, ['spec', 'resources', 'requests', 'storage'])),
      [at(sizes[size].fileserver, ['storage', 'size'])],
    )
    t.notMatch(JSON.stringify(manifests), /ES_JAVA_OPTS|-Xmx/)
  }
})
