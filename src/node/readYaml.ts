import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { InputErrors } from './inputError.js'
import { type ParsedYaml, parseYaml } from './parseYaml.js'
import { fileName, readText } from './readText.js'

/**
 * The map that a YAML or JSON file holds, with the position of everything in it. `-` is standard input, named
 * `<stdin>` in positions and errors. Fails as `readText` and `parseYaml` do, with all problems of the text at once.
 *
 * `file` is relative to `cwd`. The YAML library is loaded here and not at the top: a run without files does not pay for it.
 */
export const readYaml =
  (file: string, cwd: string = process.cwd()): TaskEither<InputErrors, ParsedYaml> =>
  async () => {
    const [text, yaml] = await Promise.all([readText(file, cwd)(), import('yaml')])
    return E.isLeft(text) ? E.left([text.left]) : parseYaml(yaml, text.right, fileName(file))
  }
