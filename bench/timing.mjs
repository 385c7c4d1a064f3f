// Times of whole processes: all cases take turns, so that a busy machine is busy for all of them.
import { spawnSync } from 'node:child_process'

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

/** Wall time in ms of one run of `{name, command, args, cwd}`. */
const once = ({ name, command, args, cwd }, env) => {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  if (status !== 0) throw new Error(`${name}: exit code ${status}\n${stderr}`)
  return ms
}

/** Peak resident memory in MiB, as GNU time says it; `undefined` without GNU time. */
const peak = ({ command, args, cwd }, env) => {
  const run = spawnSync('/usr/bin/time', ['-f', '%M', command, ...args], { cwd, env, encoding: 'utf8' })
  return run.status === 0 ? Number(run.stderr.trim().split('\n').at(-1)) / 1024 : undefined
}

/** Medians and minima of `runs` runs each, after one that warms the file cache. Ratios are to the first case. */
export const measure = (cases, runs, env) => {
  for (const one of cases) once(one, env)
  const times = cases.map(() => [])
  for (let run = 0; run < runs; run++) for (const [i, one] of cases.entries()) times[i].push(once(one, env))
  const base = median(times[0])
  return cases.map((one, i) => ({
    name: one.name,
    median: median(times[i]),
    least: Math.min(...times[i]),
    ratio: median(times[i]) / base,
    peak: peak(one, env),
  }))
}

const cell = (value, digits, width) => (value === undefined ? '-' : value.toFixed(digits)).padStart(width)

export const table = (rows) =>
  [
    `${'whole process'.padEnd(50)} median ms    min ms     ratio  peak MiB`,
    ...rows.map(
      ({ name, median, least, ratio, peak }) =>
        `${name.padEnd(50)}${cell(median, 1, 10)}${cell(least, 1, 10)}${cell(ratio, 2, 10)}${cell(peak, 0, 10)}`,
    ),
  ].join('\n')
