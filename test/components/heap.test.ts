import t from 'tap'
import type { ValuesInput } from '../../src/index.js'
import { envOf, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

const heap = (elasticsearch: NonNullable<ValuesInput['elasticsearch']>): string | undefined =>
  envOf(podOf(built({ values: { elasticsearch } }).manifests, 'elasticsearch').main).ES_JAVA_OPTS

t.test('the heap is half of the memory limit', async (t) => {
  t.equal(heap({}), '-Xms2048m -Xmx2048m')
  t.equal(
    heap({ resources: { limits: { memory: '6Gi' }, requests: { memory: '6Gi' } } }),
    '-Xms3072m -Xmx3072m',
  )
  t.equal(
    heap({ resources: { limits: { memory: '3G' }, requests: { memory: '3G' } } }),
    '-Xms1430m -Xmx1430m',
  )
  t.equal(
    heap({ resources: { limits: { memory: '1025Mi' }, requests: { memory: '1Gi' } } }),
    '-Xms512m -Xmx512m',
  )
})

t.test('without a limit it is half of the request', async (t) => {
  t.equal(
    heap({ resources: { limits: { memory: null }, requests: { memory: '2Gi' } } }),
    '-Xms1024m -Xmx1024m',
  )
})

t.test('it can be said, in Java’s words only', async (t) => {
  t.equal(heap({ heap: '3g' }), '-Xms3g -Xmx3g')
  t.throws(() => heap({ heap: '3Gi' }), {
    message: /elasticsearch\.heap: expected a Java heap size such as 2g/,
  })
})

t.test('a memory limit that no heap fits in is refused', async (t) => {
  t.throws(() => heap({ resources: { limits: { memory: '256Mi' } } }), {
    message: /limits\.memory: expected at least 512Mi/,
  })
})

const resources = (elasticsearch: NonNullable<ValuesInput['elasticsearch']>) =>
  podOf(built({ values: { elasticsearch } }).manifests, 'elasticsearch').main.resources

t.test('the memory request follows the memory limit, unless it is said', async (t) => {
  t.same(resources({}), { requests: { cpu: '500m', memory: '4Gi' }, limits: { memory: '4Gi' } })
  t.same(resources({ resources: { limits: { memory: '6Gi' } } })?.requests, { cpu: '500m', memory: '6Gi' })
  t.equal(heap({ resources: { limits: { memory: '6Gi' } } }), '-Xms3072m -Xmx3072m')
  t.same(resources({ resources: { requests: { memory: '2Gi' } } })?.requests, { cpu: '500m', memory: '2Gi' })
  t.same(resources({ resources: { limits: { memory: null } } }), { requests: { cpu: '500m' } })
})
