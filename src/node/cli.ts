/** The executable: hands the process over to `run`. */
import { hasColours } from './colours.js'
import { run } from './run.js'
import { writeStderr, writeStdout } from './writeOutput.js'

void run(process.argv.slice(2), {
  cwd: process.cwd(),
  colours: hasColours(process.stdout.isTTY === true, process.env),
  stdout: async (text) => {
    const written = text === '' ? undefined : await writeStdout(text)()
    if (written?._tag !== 'Left') return true
    writeStderr('error: standard output cannot be written\n')
    process.exitCode = 2
    return false
  },
  stderr: writeStderr,
}).then((code) => {
  process.exitCode = code === 0 ? (process.exitCode ?? 0) : code
})
