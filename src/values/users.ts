/** Fixed users: who may sign in beside the administrator, and what is wrong with a list of them. */
import * as t from 'io-ts'
import { nonEmptyText, such } from './codec.js'
import { leaf, nullable, type ValueOf } from './leaf.js'
import type { Problem } from './problem.js'
import { boolean, group, items, optionalText, requiredText } from './schema.js'
import { secretKey } from './secretKey.js'
import { WITHHELD, withheld } from './withheld.js'

/** ClearML takes what stands before the first `:` for the user name. Source: `apiserver/service_repo/auth/auth.py`. */
export const username: t.Type<string> = such(
  nonEmptyText,
  'a user name without ":", control characters and spaces at its ends',
  (value) => value === value.trim() && /^[^:\p{Cc}]+$/u.test(value),
)

/** The server's reader of HOCON knows no escapes of control characters. */
const name: t.Type<string> = such(nonEmptyText, 'a name without control characters', (value) =>
  /^\P{Cc}+$/u.test(value),
)

const isBcrypt = (value: unknown): value is string =>
  typeof value === 'string' && /^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$/.test(value)

/** What is refused is not repeated in the error, for it may be the password itself. */
const bcryptHash: t.Type<string> = new t.Type<string>(
  'a bcrypt hash ($2b$…, 60 characters), as `clearml-manifests users hash` makes one of a password',
  isBcrypt,
  (value, context) =>
    isBcrypt(value) ? t.success(value) : t.failures([{ value, context: withheld(context) }]),
  t.identity,
)

const user = group('A user.', {
  username: requiredText('What the user signs in with. Another user name is another user.', 'jane', username),
  name: optionalText('What the web UI calls the user. Default: the user name.', 'Jane Doe', name),
  passwordHash: nullable(
    leaf(
      bcryptHash,
      null,
      'string',
      { type: 'string' },
      'The password as a bcrypt hash; it stands in the stream. This or `password`.',
      '$2b$12$K3Tn5Q0u0bnXWqzZ3gmKcOqZ1kqT6i1c4p0o9GJmN6m1sY2vB8r5e',
    ),
  ),
  password: secretKey('The password, or its bcrypt hash, in a Secret of yours. This or `passwordHash`.', {
    secret: 'clearml-passwords',
    key: 'jane',
  }),
})

export const users = items(user, 'Further users, beside those of the Secret. Only with closed sign-in.', [
  { username: 'jane', name: 'Jane Doe', password: { secret: 'clearml-passwords', key: 'jane' } },
])

export const guest = group(
  'A guest, who signs in without a password, and sees nothing but public examples.',
  {
    enabled: boolean(false, 'Whether there is one. Then no user may be given by a hash.'),
    name: optionalText('What the web UI calls the guest.', 'Visitor', name),
  },
)

/** A decoded user. */
export type User = ValueOf<typeof user>

/** What `userProblems` looks at. */
export interface SignIn {
  readonly mode: 'closed' | 'open'
  readonly users: ReadonlyArray<User>
  readonly guest: ValueOf<typeof guest>
}

/** Users and a guest that ClearML would not make, or not let in. `administrator`: whose name is known. */
export const userProblems = (auth: SignIn, administrator: string | null): ReadonlyArray<Problem> => [
  ...(auth.mode === 'closed' ? [] : openProblems(auth)),
  ...(auth.guest.name !== null && !auth.guest.enabled
    ? [{ path: ['auth', 'guest', 'name'], expected: 'none: auth.guest.enabled is false' }]
    : []),
  ...auth.users.flatMap((one, index) => [
    ...passwordProblems(one, index, auth.guest.enabled && auth.mode === 'closed'),
    ...(sameAs(one, [
      ...(administrator === null ? [] : [administrator]),
      ...auth.users.slice(0, index).map((other) => other.username),
    ])
      ? [
          {
            path: ['auth', 'users', index, 'username'],
            expected:
              'another user name than those before and the administrator, small or capital letters: of two that are equal ClearML makes none',
          },
        ]
      : []),
  ]),
]

const openProblems = ({ users, guest }: SignIn): ReadonlyArray<Problem> => {
  const expected = 'none: auth.mode is open, and everybody may sign in'
  return [
    ...(users.length === 0 ? [] : [{ path: ['auth', 'users'], expected, found: users.length }]),
    ...(guest.enabled ? [{ path: ['auth', 'guest', 'enabled'], expected }] : []),
  ]
}

const passwordProblems = (one: User, index: number, hasGuest: boolean): ReadonlyArray<Problem> => {
  const path = ['auth', 'users', index]
  if (one.passwordHash === null && one.password === null)
    return [
      {
        path,
        expected: `a password of ${one.username}: \`passwordHash\` (made by \`clearml-manifests users hash\`) or \`password: {secret, key}\``,
      },
    ]
  if (one.passwordHash !== null && one.password !== null)
    return [{ path, expected: `one of \`passwordHash\` and \`password\` of ${one.username}, not both` }]
  return one.passwordHash !== null && hasGuest
    ? [
        {
          path: [...path, 'passwordHash'],
          expected:
            'none: with auth.guest.enabled ClearML compares no hashes; name a key of a Secret by `password`',
          found: WITHHELD,
        },
      ]
    : []
}

const sameAs = ({ username: name }: User, others: ReadonlyArray<string>): boolean =>
  others.some((other) => other.toLowerCase() === name.toLowerCase())

/** The Secrets that hold passwords, each once. */
export const passwordSecrets = (list: ReadonlyArray<User>): ReadonlyArray<string> => [
  ...new Set(list.flatMap(({ password }) => (password === null ? [] : [password.secret]))),
]
