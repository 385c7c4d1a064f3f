import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError, type ValuesInput } from '../../src/index.js'

const errors = (values: ValuesInput): ReadonlyArray<string> => {
  const result = build({ values })
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('several file servers need a volume that they can share', async (t) => {
  t.strictSame(errors({ fileserver: { replicas: 2 } }), [
    'values: fileserver.replicas: expected at most 1, unless fileserver.storage.accessMode is ReadWriteMany: its pods share one volume, got number 2',
  ])
  t.strictSame(errors({ fileserver: { replicas: 2, storage: { accessMode: 'ReadWriteMany' } } }), [])
})

t.test('Elasticsearch needs a heap that Java understands and memory to start', async (t) => {
  t.match(errors({ elasticsearch: { heap: '2Gi' } }), [/elasticsearch.heap: expected a Java heap size/])
  t.strictSame(errors({ elasticsearch: { heap: '2g' } }), [])
  t.match(errors({ elasticsearch: { resources: { limits: { memory: '256Mi' } } } }), [
    /elasticsearch.resources.limits.memory: expected at least 512Mi, got string "256Mi"/,
  ])
})

t.test('configuration files of ClearML end in .conf', async (t) => {
  t.match(errors({ config: { 'services.yaml': 'x' } }), [
    /config\["services.yaml"\]: expected a file name that ends in .conf/,
  ])
  t.match(errors({ config: { '../x.conf': 'x' } }), [/expected a file name/])
})

t.test('what is wrong with several values is reported together', async (t) => {
  t.equal(errors({ fileserver: { replicas: 3 }, elasticsearch: { heap: 'x' } }).length, 2)
})
