import { nearest } from '../json.js'
import type { ConfigFile } from './config.js'
import type { Problem } from './problem.js'
import type { Values } from './table.js'
import { unbalanced } from './unbalanced.js'

/** Source: `apiserver/config/default` and `fileserver/config/default` of clearml-server. */
const names: ReadonlyArray<string> = [
  'apiserver.conf',
  'fileserver.conf',
  'hosts.conf',
  'logging.conf',
  'services.conf',
]

/** Files of `config` that ClearML does not or cannot read, that would hold secrets, or whose settings would not win. */
export const configProblems = ({ config }: Values): ReadonlyArray<Problem> =>
  Object.entries(config).flatMap(([name, text]): ReadonlyArray<Problem> => {
    const path = ['config', name]
    // What a file holds may be a secret: no error shows it.
    if (name === 'secure.conf') {
      const expected =
        'no credentials: they belong in a Secret (auth.existingSecret), the stream holds no secrets'
      return [{ path, expected, found: name }]
    }
    if (!names.includes(name)) {
      const whole = `${name}.conf` // a dot that stands in a key is escaped in --set
      const near = names.includes(whole) ? [whole] : nearest(name, names)
      const hint = near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`
      return [{ path, expected: `a file that ClearML reads: ${names.join(', ')}${hint}`, found: name }]
    }
    const wrong = typeof text === 'string' ? unbalanced(text) : undefined
    if (wrong !== undefined) {
      const expected = 'HOCON, in which every bracket and quote has its other one'
      return [{ path, expected, found: `${wrong.sign} in line ${wrong.line}` }]
    }
    return name === 'apiserver.conf' && setsFixedUsers(text)
      ? [
          {
            path,
            expected:
              "no fixed_users: the users are those of auth.users and of the Secret's apiserver.conf, which is read later and wins",
            found: 'fixed_users',
          },
        ]
      : []
  })

const setsFixedUsers = (file: ConfigFile): boolean =>
  (typeof file === 'string' ? file : JSON.stringify(file))
    .split('\n')
    .some((line) => /\bfixed_users\b/.test(line.replace(/(#|\/\/).*$/, '')))
