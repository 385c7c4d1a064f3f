#!/usr/bin/env node
/** The executable: hands the process over to `run`. */
import { run } from './run.js'
import { writeStdout } from './writeOutput.js'

void run(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: async (text) => {
    const written = text === '' ? undefined : await writeStdout(text)()
    if (written?._tag === 'Left') {
      process.stderr.write('error: standard output cannot be written\n')
      process.exitCode = 2
    }
  },
  stderr: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code === 0 ? (process.exitCode ?? 0) : code
})
