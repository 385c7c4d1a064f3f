/**
 * Variables of the server's roles that would undo what the values say. ClearML reads its environment after its files, so a
 * credential in a variable wins over the Secret, and nobody has looked whether it is a published default.
 * Source: `apiserver/config/basic.py`, `apiserver/database/__init__.py` and `docker/build/internal_files/entrypoint.sh` of
 * clearml-server.
 */
import type { EnvVar } from '../kube/types.js'
import type { Problem } from './problem.js'
import type { Values } from './table.js'

const SECRET = 'none: this credential comes from the Secret (auth.credentials), which is checked'
const USERS = 'none: who may sign in is auth.users and auth.guest'
const DIRECTORIES =
  'none: without the directory of the Secret the server would start with published credentials'

/** Settings that stand in the Secret, lower case as ClearML reads them, and what a variable of them should be. */
const owned: ReadonlyArray<readonly [path: string, expected: string]> = [
  ['secure.http.session_secret', SECRET],
  ['secure.auth.token_secret', SECRET],
  ['secure.credentials', SECRET],
  ['services.events.events_retrieval.scroll_id_key', SECRET],
  ['services.auth.fixed_users.guest.enabled', USERS],
  ['services.auth.fixed_users.guest.username', USERS],
  ['services.auth.fixed_users.guest.password', USERS],
  ['apiserver.auth.fixed_users', USERS],
]

const variables: Readonly<Record<string, string>> = {
  CLEARML_CONFIG_DIR: DIRECTORIES,
  TRAINS_CONFIG_DIR: DIRECTORIES,
  USER_KEY: SECRET,
  USER_SECRET: SECRET,
  CLEARML_MONGODB_SERVICE_CONNECTION_STRING:
    'none: the server writes it into its log, with the password; say it by mongodb.external',
}

const roles = ['apiserver', 'asyncdelete', 'fileserver', 'webserver'] as const

const isWithin = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`)

/** What a variable should be instead, or `undefined`. */
const expectedOf = ({ name, value }: EnvVar): string | undefined => {
  if (Object.hasOwn(variables, name)) return variables[name]
  if (name === 'CLEARML_USE_GUNICORN' && /^(false|no|off|0)$/i.test(value ?? ''))
    return `none: any text switches gunicorn on, also "${value}"; say apiserver.processes`
  const [, setting] = /^(?:CLEARML|TRAINS)__(.*)$/.exec(name) ?? []
  if (setting === undefined) return undefined
  const path = setting.replaceAll('__', '.').toLowerCase()
  return owned.find(([one]) => isWithin(path, one) || isWithin(one, path))?.[1]
}

/** Each by its place in `extraEnv`; a value is not shown, for it may be a secret. */
export const extraEnvProblems = (values: Values): ReadonlyArray<Problem> =>
  roles.flatMap((role) =>
    values[role].extraEnv.flatMap((one, i): ReadonlyArray<Problem> => {
      const expected = expectedOf(one)
      return expected === undefined ? [] : [{ path: [role, 'extraEnv', i], expected, found: one.name }]
    }),
  )
