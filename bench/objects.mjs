// Evaluation and YAML alone, in one process: a program like an installation, with 10,000 objects and an overlay.
import * as dsl from '../dist/esm/src/dsl/index.js'
import { canonical } from '../dist/esm/src/kube/canonical.js'
import { toYaml } from '../dist/esm/src/kube/yaml.js'
import { program } from './program.mjs'

const make = program(dsl)

const timed = (name, work) => {
  const times = []
  let result
  for (let run = 0; run < 7; run++) {
    const start = performance.now()
    result = work()
    times.push(performance.now() - start)
  }
  const median = times.toSorted((a, b) => a - b)[3]
  console.log(
    `${name.padEnd(50)}${median.toFixed(1).padStart(10)}${Math.min(...times)
      .toFixed(1)
      .padStart(10)}`,
  )
  return result
}

console.log(`\n${'10,000 objects, in one process'.padEnd(50)} median ms    min ms`)
const evaluated = timed('evaluate', () => dsl.evaluate(make()))
if (evaluated._tag === 'Left') throw new Error(JSON.stringify(evaluated.left))
const manifests = Object.values(evaluated.right)
const finished = timed('canonical', () => manifests.map(canonical))
const text = timed('toYaml', () => toYaml(finished))
const memory = process.resourceUsage().maxRSS / 1024
console.log(`${(text.length / 1048576).toFixed(1)} MiB of YAML; peak memory ${memory.toFixed(0)} MiB`)
