import t from 'tap'
import { overlays } from '../overlays/index.js'
import { table } from '../src/values/table.js'
import { type Ground, idleValues } from './support/effects.js'
import { leaves, strayContexts } from './support/leaves.js'

// Every value of every schema table does something: its example changes the stream.
const bare: Ground = {}
const alone = new Map<string, Ground>(
  Object.entries(overlays).map(([name, overlay]) => [name, { overlays: [overlay()] }]),
)

t.test('the example of every value changes the stream', async (t) => {
  t.same(
    idleValues(leaves, ({ overlay }) => alone.get(overlay ?? '') ?? bare, false),
    [],
  )
  t.ok(leaves.length > 300, 'all tables are walked')
})

t.test('what a value needs beside it is said of values that exist', async (t) => {
  t.same(strayContexts, [])
})

t.test('each Service is documented by the name of what it leads to', async (t) => {
  const served = ['apiserver', 'webserver', 'fileserver', 'elasticsearch', 'mongodb', 'redis'] as const
  t.same(
    served.map((of) => table.fields[of].fields.service.doc),
    ['the API server', 'the web UI', 'the file server', 'Elasticsearch', 'MongoDB', 'Redis'].map(
      (name) => `The Service of ${name}.`,
    ),
  )
})
