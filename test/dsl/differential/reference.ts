/** What the real jsonnet says of programs. One process for many that succeed, one for each that fails. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceOf } from './jsonnet.js'
import type { Expr, Outcome } from './program.js'

/** Programs in one process, and processes at the same time. */
const BATCH = 50
const PROCESSES = 2

/**
 * The meaning of each program. `succeeds` is a guess, and only for speed: programs that are thought to succeed share
 * a process; where one of them fails, it is looked for by halves.
 */
export const jsonnetOutcomes = async (
  programs: ReadonlyArray<Expr>,
  succeeds: (index: number) => boolean,
): Promise<ReadonlyArray<Outcome>> => {
  const directory = mkdtempSync(join(tmpdir(), 'clearml-manifests-jsonnet-'))
  const outcomes: Array<Outcome> = []
  const all = programs.map((program, index) => ({ source: sourceOf(program), index }))
  const good = all.filter(({ index }) => succeeds(index))
  const batches = [
    ...Array.from({ length: Math.ceil(good.length / BATCH) }, (_, i) =>
      good.slice(i * BATCH, (i + 1) * BATCH),
    ),
    ...all.filter(({ index }) => !succeeds(index)).map((one) => [one]),
  ]
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const file = join(directory, `${batch[0]?.index}-${batch.length}.jsonnet`)
      writeFileSync(file, `[\n${batch.map(({ source }) => source).join(',\n')}\n]`)
      const { json, error } = await run(file)
      if (Array.isArray(json)) {
        for (const [i, { index }] of batch.entries()) outcomes[index] = { json: json[i] }
      } else if (batch.length === 1) {
        for (const { index } of batch) outcomes[index] = { failure: classOf(error) }
      } else {
        const half = batch.length >> 1
        batches.unshift(batch.slice(0, half), batch.slice(half))
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: PROCESSES }, work))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return outcomes
}

const run = (file: string): Promise<{ readonly json?: unknown; readonly error: string }> =>
  new Promise((resolve) => {
    execFile('jsonnet', [file], { maxBuffer: 2 ** 28, timeout: 20_000 }, (failed, stdout, stderr) => {
      if (failed === null) resolve({ json: JSON.parse(stdout), error: '' })
      else resolve({ error: stderr === '' ? failed.message : stderr })
    })
  })

/** By the first line of the message of jsonnet, as C++ and Go say it. */
const classOf = (message: string): Outcome['failure'] & string => {
  const line = message.split('\n')[0] ?? ''
  const found = CLASSES.find(([, pattern]) => pattern.test(line))
  return found === undefined ? `unknown: ${line}` : found[0]
}

const CLASSES = [
  ['missing', /field does not exist|attempt to use super when there is no super class/i],
  ['assertion', /assert-1/],
  ['error', /error-1/],
  ['depth', /max stack frames exceeded/],
  ['bounds', /array bounds error|index \d+ out of bounds/i],
  ['function', /couldn't manifest function/],
  [
    'type',
    /requires matching types|operator . does not operate on|can only index|condition must be boolean|only functions can be called|expected .* but got|should be an object|was not a string|unexpected type|must be/i,
  ],
] as const
