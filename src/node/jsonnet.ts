/** The program `jsonnet`, in C++ or Go: https://jsonnet.org, https://github.com/google/go-jsonnet. */
import { spawn } from 'node:child_process'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from '../json.js'
import { codeOf, reasonOf } from './inputError.js'
import type { OverlayError } from './overlayError.js'

/** Flags that jsonnet has under the same names. */
export interface JsonnetFlags {
  readonly extStr?: ReadonlyArray<string>
  readonly extCode?: ReadonlyArray<string>
  readonly tlaStr?: ReadonlyArray<string>
  readonly tlaCode?: ReadonlyArray<string>
  readonly jpath?: ReadonlyArray<string>
}

/**
 * What `program` evaluates to, in the directory `cwd`. It goes to the standard input of jsonnet, so that no data of ours
 * stands in the list of processes; the flags do, as they do when jsonnet is called by hand. `file` is for errors.
 */
export const jsonnet = (
  program: string,
  flags: JsonnetFlags,
  cwd: string,
  file: string,
): Promise<E.Either<OverlayError, Json>> =>
  new Promise((resolve) => {
    const child = spawn('jsonnet', [...argumentsOf(flags), '-'], { cwd, stdio: 'pipe' })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.on('error', (error) => {
      const missing: OverlayError = { _tag: 'JsonnetNotFound', file }
      const message = `cannot be run: ${reasonOf(error)}`
      resolve(
        E.left(codeOf(error) === 'ENOENT' ? missing : { _tag: 'JsonnetFailed', file, message, trace: [] }),
      )
    })
    child.on('close', (code) => {
      if (code === 0) resolve(E.right(JSON.parse(out)))
      else resolve(E.left(failure(err, file)))
    })
    child.stdin.on('error', () => undefined) // it ended before it had read all, and says why
    child.stdin.end(program)
  })

const argumentsOf = ({ extStr = [], extCode = [], tlaStr = [], tlaCode = [], jpath = [] }: JsonnetFlags) => [
  ...extStr.flatMap((text) => ['--ext-str', text]),
  ...extCode.flatMap((text) => ['--ext-code', text]),
  ...tlaStr.flatMap((text) => ['--tla-str', text]),
  ...tlaCode.flatMap((text) => ['--tla-code', text]),
  ...jpath.flatMap((directory) => ['-J', directory]),
]

/** The message, and the lines of its trace that are about files: not about our own program and the standard library. */
const failure = (text: string, file: string): OverlayError => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const isTrace = (line: string): boolean => line.startsWith('\t')
  const trace = lines
    .filter((line) => isTrace(line) && /^\t(?!<std(in)?>|std\.jsonnet:)\S+:[\d(]/.test(line))
    .map((line) => line.trim())
  const message = lines.filter((line) => !isTrace(line)).join('\n\t')
  return {
    _tag: 'JsonnetFailed',
    file,
    message: message === '' ? 'it failed without a word' : message,
    trace,
  }
}
