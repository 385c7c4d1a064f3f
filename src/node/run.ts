import { CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { messageOf } from '../values/plain.js'
import { textWidth } from '../wrapped.js'
import { type CommandError, type CommandErrors, showCommandError } from './commandError.js'
import { program } from './program.js'

/** Where a run reads and writes. */
export interface Io {
  readonly cwd: string
  /** Whether `stdout` takes colours, as a terminal does; not if absent. */
  readonly colours?: boolean
  /** Resolves when the text has been taken; to `false` where it could not be. */
  readonly stdout: (text: string) => Promise<unknown>
  readonly stderr: (text: string) => void
}

/**
 * Runs the command line `argv` (without the program's name) and gives the exit code: 0 done, 1 the answer is no, 2 the request cannot be
 * carried out, 70 a defect of the program. Writes data to `stdout`, everything else to `stderr`.
 */
export const run = async (argv: ReadonlyArray<string>, io: Io): Promise<number> => {
  let code = 0
  const pending: Array<Promise<unknown>> = []
  const refuse = (errors: CommandErrors): void => {
    const isDebug = argv.includes('--debug')
    io.stderr(
      errors.map((error) => `error: ${showCommandError(error)}\n${isDebug ? stackOf(error) : ''}`).join(''),
    )
    code = 2
  }
  try {
    const command = program(io, argv[0], (answers) => {
      if (E.isLeft(answers)) return refuse(answers.left)
      for (const warning of answers.right.warnings) io.stderr(`warning: ${warning}\n`)
      const { text, summary, ok, errors = [] } = answers.right
      pending.push(
        io.stdout(text).then((written) => {
          if (summary !== undefined && written !== false) io.stderr(`${summary}\n`)
        }),
      )
      if (ok === false) code = 1
      if (errors.length > 0) refuse(errors)
    })
    for (const one of [command, ...command.commands]) {
      one.exitOverride().configureOutput({
        writeOut: (text) => pending.push(io.stdout(text)),
        writeErr: (text) => io.stderr(text),
        outputError: (text, write) => write(oneLine(text)),
        getOutHelpWidth: () => textWidth,
      })
    }
    await command.parseAsync(argv, { from: 'user' })
    await Promise.all(pending)
  } catch (error) {
    if (error instanceof CommanderError) {
      await Promise.all(pending)
      return error.exitCode === 0 ? 0 : 2
    }
    const stack = argv.includes('--debug') && error instanceof Error ? `\n${error.stack}` : ''
    io.stderr(
      `error: a defect of clearml-manifests: ${messageOf(error)}${stack || ' (--debug shows where)'}\n`,
    )
    return 70
  }
  return code
}

/** Where the code of an overlay threw. */
const stackOf = (error: CommandError): string =>
  'stack' in error && error.stack !== undefined ? `${error.stack}\n` : ''

/** Commander says what is near on a line of its own. */
const oneLine = (text: string): string => text.replace(/\n\(Did you mean (.*)\?\)/, '; did you mean $1?')
