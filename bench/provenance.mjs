// What provenance costs on 10,000 objects and an overlay: asked for, and not asked for beside another build of the DSL.
// `node bench/provenance.mjs [runs] [other]`, after `npm run build`; `other` is the `dist/esm` of another commit, such as
// the one before provenance. In one process, in turns; the ratio is the median of those of
// each turn, which a busy machine disturbs least.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { program } from './program.mjs'

const runs = Number(process.argv[2] ?? 25)
const load = async (dist) => {
  const dsl = await import(new URL('src/dsl/index.js', dist))
  return { ...dsl, make: program(dsl) }
}
const here = await load(new URL('../dist/esm/', import.meta.url))
const cases = { 'evaluate, not asked': () => here.evaluate(here.make()) }
if (process.argv[3] === undefined)
  cases.evaluateWithProvenance = () => here.evaluateWithProvenance(here.make())
else {
  const other = await load(pathToFileURL(`${resolve(process.argv[3])}/`))
  cases['evaluate, the other build'] = () => other.evaluate(other.make())
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
for (let run = -3; run < runs; run++) {
  // Each leaves garbage to the next one, so they take turns in being first.
  const names = run % 2 === 0 ? Object.keys(cases) : Object.keys(cases).toReversed()
  for (const name of names) {
    globalThis.gc?.()
    const start = performance.now()
    const result = cases[name]()
    const ms = performance.now() - start
    if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
    if (run >= 0) times[name].push(ms)
  }
}
const [base = []] = Object.values(times)
console.log(`10,000 objects, ${runs} runs each, in turns${' '.repeat(11)} median ms    min ms     ratio`)
for (const [name, all] of Object.entries(times)) {
  const cells = [median(all), Math.min(...all)].map((ms) => ms.toFixed(1).padStart(10)).join('')
  console.log(
    `${name.padEnd(50)}${cells}${median(all.map((ms, i) => ms / base[i]))
      .toFixed(3)
      .padStart(10)}`,
  )
}
