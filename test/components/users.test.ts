import t from 'tap'
import { type Build, build, showError, type ValuesInput } from '../../src/index.js'
import type { ConfigMap } from '../../src/kube/types.js'
import { envOf, ofKind, podOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'

const hash = '$2b$04$lmh4oDr0uMnMTqLW0oXbXO.VvVtlKD0gUhHOGSOeB.yo85aAMFpqy'
type Auth = NonNullable<ValuesInput['auth']>

const of = (auth: Auth): Build => ({ values: { auth } })
const errors = (auth: Auth): ReadonlyArray<string> => {
  const result = build(of(auth))
  return result._tag === 'Left' ? result.left.map(showError) : []
}
const stepOf = (auth: Auth, component = 'apiserver') =>
  podOf(built(of(auth)).manifests, component).init.find(({ name }) => name === 'credentials')
const listIn = (auth: Auth): string | undefined =>
  ofKind<ConfigMap>(built(of(auth)).manifests, 'ConfigMap').find(
    ({ metadata }) => metadata?.name === 'clearml-users',
  )?.data?.['users.json']

const jane = { username: 'jane', name: 'Jane Doe', passwordHash: hash }
const joe = { username: 'joe', password: { secret: 'passwords', key: 'joe' } }

t.test('the list of users reaches the step of the API server, and nothing else', async (t) => {
  t.strictSame(JSON.parse(listIn({ users: [jane, joe] }) ?? ''), [
    { username: 'jane', name: 'Jane Doe', passwordHash: hash },
    { username: 'joe', name: 'joe', passwordFrom: 'passwords/joe' },
  ])
  t.equal(listIn({}), undefined)
  const { manifests } = built(of({ users: [jane, joe] }))
  const mounts = pods(manifests).flatMap((pod) =>
    pod.containers.flatMap(({ name, volumeMounts = [] }) =>
      volumeMounts
        .filter((mount) => /^credentials-(users|passwords)$/.test(mount.name))
        .map((mount) => `${pod.name}/${name} ${mount.mountPath}`),
    ),
  )
  const env = envOf(stepOf({ users: [jane, joe] }))
  t.strictSame(mounts, [
    `apiserver/credentials ${env.USERS?.replace(/\/users\.json$/, '')}`,
    `apiserver/credentials ${env.PASSWORDS}`,
  ])
  t.strictSame(
    podOf(manifests, 'apiserver').volumes.filter(({ name }) => /^credentials-(users|passwords)$/.test(name)),
    [
      { name: 'credentials-users', configMap: { name: 'clearml-users' } },
      {
        name: 'credentials-passwords',
        projected: {
          defaultMode: 0o444,
          sources: [{ secret: { name: 'passwords', items: [{ key: 'joe', path: 'passwords/joe' }] } }],
        },
      },
    ],
  )
})

t.test('two users may share a Secret, and a key', async (t) => {
  const users = [
    joe,
    { ...joe, username: 'eve' },
    { username: 'x', password: { secret: 'passwords', key: 'x' } },
  ]
  const sources = podOf(built(of({ users })).manifests, 'apiserver').volumes.find(
    ({ name }) => name === 'credentials-passwords',
  )?.projected?.sources
  t.strictSame(sources, [
    {
      secret: {
        name: 'passwords',
        items: [
          { key: 'joe', path: 'passwords/joe' },
          { key: 'x', path: 'passwords/x' },
        ],
      },
    },
  ])
})

t.test('without a password in a Secret none is mounted', async (t) => {
  t.equal(envOf(stepOf({ users: [jane] })).PASSWORDS, undefined)
  t.notMatch(JSON.stringify(built(of({ users: [jane] })).manifests), 'credentials-passwords')
})

t.test('a change of the users replaces the pods of the API server, and no others', async (t) => {
  const texts = (auth: Auth): Readonly<Record<string, string>> =>
    Object.fromEntries(
      pods(built(of(auth)).manifests).map((pod) => [pod.name, JSON.stringify(pod.workload.spec?.template)]),
    )
  const [one, two] = [texts({ users: [jane] }), texts({ users: [{ ...jane, name: 'J' }] })]
  t.strictSame(
    Object.keys(one).filter((pod) => one[pod] !== two[pod]),
    ['apiserver'],
  )
})

t.test('a user has exactly one password, and never a plain one', async (t) => {
  t.strictSame(errors({ users: [{ username: 'jane' }] }), [
    'values: auth.users[0]: expected a password of jane: `passwordHash` (made by `clearml-manifests users hash`) or `password: {secret, key}`, got a map',
  ])
  t.strictSame(errors({ users: [{ ...jane, password: joe.password }] }), [
    'values: auth.users[0]: expected one of `passwordHash` and `password` of jane, not both, got a map',
  ])
  for (const wrong of ['hunter2hunter2', `${hash}x`, hash.slice(1), '$2b$99$'.padEnd(60, 'a')]) {
    const [text = '', ...more] = errors({ users: [{ username: 'jane', passwordHash: wrong }] })
    t.match(
      text,
      'auth.users[0].passwordHash: expected a bcrypt hash ($2b$…, 60 characters), as `clearml-manifests users hash` makes one',
    )
    t.notOk(text.includes(wrong), 'it may be the password')
    t.strictSame(more, [])
  }
  t.match(errors({ users: [{ username: 'jane', password: 'hush hush' as never }] }), [/expected a reference/])
  for (const version of ['2a', '2b', '2y'])
    t.strictSame(errors({ users: [{ ...jane, passwordHash: hash.replace('2b', version) }] }), [])
})

t.test('a user name that ClearML could not tell from another is refused', async (t) => {
  const twice = (names: ReadonlyArray<string>, more: Auth = {}) =>
    errors({ ...more, users: names.map((username) => ({ ...jane, username })) }).map(
      (text) => /^values: (\S+): expected another user name/.exec(text)?.[1],
    )
  t.strictSame(twice(['jane', 'joe', 'Jane']), ['auth.users[2].username'])
  t.strictSame(twice(['ADMIN']), ['auth.users[0].username'])
  t.strictSame(twice(['root'], { adminUsername: 'Root' }), ['auth.users[0].username'])
  t.strictSame(twice(['root'], { credentials: 'manifest', adminUsername: 'root' }), [
    'auth.users[0].username',
  ])
  t.strictSame(twice(['admin'], { adminUsername: 'root' }), [])
  t.strictSame(twice(['admin'], { existingSecret: 'mine' }), [], 'the step sees who is in it')
  for (const username of ['a:b', ' a', 'a\n', ''])
    t.match(
      errors({ users: [{ ...jane, username }] }),
      [/auth\.users\[0\]\.username: expected a user name/],
      username,
    )
  t.match(errors({ adminUsername: 'a:b' }), [/auth\.adminUsername: expected a user name without ":"/])
})

t.test('with open sign-in there are neither users nor a guest', async (t) => {
  t.strictSame(errors({ mode: 'open', users: [jane], guest: { enabled: true } }), [
    'values: auth.users: expected none: auth.mode is open, and everybody may sign in, got number 1',
    'values: auth.guest.enabled: expected none: auth.mode is open, and everybody may sign in, got boolean true',
  ])
})

t.test('a guest is let in by the API server, and no hash beside', async (t) => {
  const variables = (auth: Auth) =>
    Object.entries(envOf(podOf(built(of(auth)).manifests, 'apiserver').main)).filter(([name]) =>
      name.includes('guest'),
    )
  t.strictSame(variables({}), [])
  t.strictSame(variables({ guest: { enabled: true, name: 'Visitor' } }), [
    ['CLEARML__services__auth__fixed_users__guest__enabled', 'true'],
    ['CLEARML__services__auth__fixed_users__guest__name', '"Visitor"'],
  ])
  t.equal(envOf(stepOf({ guest: { enabled: true } })).GUEST, 'true')
  t.equal(envOf(stepOf({ guest: { enabled: true } }, 'asyncdelete')).GUEST, undefined)
  t.strictSame(errors({ guest: { enabled: true }, users: [joe] }), [])
  t.match(errors({ guest: { enabled: true }, users: [jane] }), [
    /^values: auth\.users\[0\]\.passwordHash: expected none: with auth\.guest\.enabled ClearML compares no hashes/,
  ])
  t.match(errors({ guest: { name: 'Visitor' } }), [/expected none: auth\.guest\.enabled is false/])
})
