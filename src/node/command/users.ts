/** `clearml-manifests users hash`: the bcrypt hash of a password. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { nearest } from '../../json.js'
import type { Answer } from '../answer.js'
import type { CommandErrors } from '../commandError.js'
import { readText } from '../readText.js'

const known = ['hash']

/** `subcommand` is `hash`. Fails for a password that is none, for two that differ, and where the user gives up. */
export const users =
  (subcommand: string | undefined): TaskEither<CommandErrors, Answer> =>
  async () => {
    if (subcommand === undefined)
      return wrong('users: no subcommand; there is hash, which prints the bcrypt hash of a password')
    if (!known.includes(subcommand))
      return E.left([
        {
          _tag: 'UnknownName',
          kind: 'subcommand',
          name: subcommand,
          nearest: nearest(subcommand, known),
          known,
        },
      ])
    const { bcrypt } = await import('../password.js')
    const password = await (process.stdin.isTTY === true ? fromTerminal() : fromInput())
    return E.isLeft(password)
      ? password
      : E.right({ text: `${await bcrypt(password.right)}\n`, warnings: [] })
  }

type Password = E.Either<CommandErrors, string>

const fromInput = async (): Promise<Password> => {
  const text = await readText('-')()
  if (E.isLeft(text)) return E.left([text.left])
  return said((await import('../password.js')).passwordIn(text.right))
}

const fromTerminal = async (): Promise<Password> => {
  const typed = await (await import('../askPassword.js')).askPassword()
  if (typed === undefined) return wrong('no password was given; nothing is done')
  if (typed.password !== typed.again) return wrong('the two passwords differ; nothing is done')
  return said((await import('../password.js')).checked(typed.password))
}

const said: (result: E.Either<string, string>) => Password = E.mapLeft((message) => [
  { _tag: 'Usage', message },
])

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])
