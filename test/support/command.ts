/** The command in process, as tests run it: in a directory of its own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { run } from '../../src/node/run.js'

export type Files = Readonly<Record<string, string>>

export interface Ran {
  readonly code: number
  readonly out: string
  /** The lines of standard error. */
  readonly err: ReadonlyArray<string>
}

/** A new directory that holds `files`; it goes with the test. */
export const directoryOf = (t: Test, files: Files = {}): string => {
  const directory = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
  t.teardown(async () => (await import('node:fs')).rmSync(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

/** Words, or a line of words without blanks in them. */
export type Words = string | ReadonlyArray<string>
const words = (argv: Words): ReadonlyArray<string> =>
  typeof argv === 'string' ? argv.split(' ').filter((word) => word !== '') : argv

export const commandIn = async (cwd: string, argv: Words): Promise<Ran> => {
  let out = ''
  let err = ''
  const code = await run(words(argv), {
    cwd,
    stdout: async (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
  })
  return { code, out, err: err.split('\n').filter((line) => line !== '') }
}

/** The errors of a request that cannot be carried out, without the word "error". */
export const refused = async (t: Test, argv: Words, files: Files = {}): Promise<ReadonlyArray<string>> =>
  errorsOf(t, await commandIn(directoryOf(t, files), argv), String(argv))

/** Holds what is promised of every refusal: exit code 2, nothing printed, one error on each line, no stack trace. */
export const errorsOf = (t: Test, { code, out, err }: Ran, of: string): ReadonlyArray<string> => {
  t.equal(code, 2, `${of} has the exit code 2`)
  t.equal(out, '', `${of} prints nothing`)
  t.ok(
    err.length > 0 && err.every((line) => line.startsWith('error: ')),
    `${of} says errors, one on each line`,
  )
  t.notMatch(
    err.join('\n'),
    /\bat .*\.(js|ts|cjs):\d|node_modules|undefined|\[object /,
    `${of} has clean errors`,
  )
  return err.map((line) => line.replace('error: ', ''))
}

/** What a request prints that is carried out. */
export const printed = async (t: Test, argv: Words, files: Files = {}): Promise<string> => {
  const { code, out, err } = await commandIn(directoryOf(t, files), argv)
  const errors = err.filter((line) => !line.startsWith('warning: '))
  t.strictSame({ code, errors }, { code: 0, errors: [] }, `${argv} succeeds`)
  return out
}
