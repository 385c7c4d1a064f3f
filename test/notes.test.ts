import t from 'tap'
import type { ValuesInput } from '../src/index.js'
import { notes } from '../src/notes.js'
import { built } from './support/streams.js'

const prepare = (values: ValuesInput): string =>
  /^Prepare\n(.*?)\n\n/ms.exec(notes(built({ values })))?.[1] ?? ''
const first = [
  '  What you make in the namespace clearml yourself needs it first:',
  '    clearml-manifests build --part data … | kubectl apply -f -',
]

t.test('nothing is to be prepared by default', async (t) => {
  t.equal(prepare({}), '')
})

t.test('Secrets to pull images with are to be made first', async (t) => {
  t.equal(
    prepare({ imagePullSecrets: ['one', 'two'] }),
    [...first, '  Secrets to pull images with, in the namespace clearml: one, two'].join('\n'),
  )
})

t.test('a Secret of one’s own is asked for with the keys that pods read', async (t) => {
  const keys = (mode: 'open' | 'closed') =>
    prepare({ auth: { mode, existingSecret: 'mine' } })
      .split('\n')
      .slice(2)
  t.same(keys('closed'), [
    '  Secret mine in the namespace clearml, with the keys:',
    '    secure.conf, services.conf, apiserver.conf',
  ])
  t.same(keys('open')[1], '    secure.conf, services.conf, webserver-key, webserver-secret')
})

t.test('a namespace that exists already is not to be made', async (t) => {
  t.equal(
    prepare({ namespace: { name: 'ml', create: false }, imagePullSecrets: ['one'] }),
    '  Secrets to pull images with, in the namespace ml: one',
  )
})

t.test('a claim of one’s own needs the namespace too', async (t) => {
  t.equal(
    prepare({ redis: { storage: { existingClaim: 'mine' } } }),
    [...first, '  PersistentVolumeClaim mine in the namespace clearml: the data of redis'].join('\n'),
  )
})

t.test('what users and trust name is to be made, with its keys', async (t) => {
  const user = (username: string, key: string) => ({ username, password: { secret: 'team', key } })
  const values = {
    auth: { users: [user('jane', 'jane'), user('joe', 'joe'), user('jim', 'joe')] },
    trust: { caBundle: { configMap: 'corp', key: 'all.pem' } },
  }
  t.equal(
    prepare(values),
    [
      ...first,
      '  Secret team in the namespace clearml, with the passwords of users: jane, joe',
      '  ConfigMap corp in the namespace clearml, with the key all.pem: the certificates of authorities',
    ].join('\n'),
  )
})

t.test('without the server there is no address, and nobody signs in', async (t) => {
  t.equal(
    notes(built({ values: { server: { enabled: false } } })),
    'Watch the start\n  kubectl -n clearml get pods --watch\n',
  )
})
