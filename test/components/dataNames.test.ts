import fc from 'fast-check'
import t from 'tap'
import { defaultValues, directoryOf, type Values, volumes } from '../../src/index.js'

const inNamespace = (name: string): Values => ({
  ...defaultValues,
  namespace: { ...defaultValues.namespace, name },
})
const directories = (namespace: string): ReadonlyArray<string> =>
  volumes.map((of) => `${directoryOf(inNamespace(namespace), of, '/data')}/`)

t.test('the default namespace is the table’s, and its directories have no namespace in them', async (t) => {
  t.same(directories(defaultValues.namespace.name), [
    '/data/server_2/elasticsearch/',
    '/data/server_2/mongodb/',
    '/data/server_2/redis/',
    '/data/fileserver/',
  ])
})

t.test('no directory of one namespace lies in one of another, whatever they are called', async () => {
  const name = fc.oneof(
    fc.constantFrom('clearml', 'fileserver', 'server-2', 'server_2', 'ns', 'redis', 'ml'),
    fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/),
  )
  fc.assert(
    fc.property(name, name, (a, b) => {
      fc.pre(a !== b)
      return directories(a).every((one) => directories(b).every((other) => !one.startsWith(other)))
    }),
  )
})
