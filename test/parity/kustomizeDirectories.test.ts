import fc from 'fast-check'
import t from 'tap'
import { needs } from '../support/which.js'
import { directory } from './kustomize/generate.js'
import { eachOf, isRefusal, same } from './kustomize/judged.js'

const random = Math.floor(Math.random() * 2 ** 31)
const fixed = Number(process.env.CLEARML_MANIFESTS_SEED ?? 1)
const runs = Number(process.env.CLEARML_MANIFESTS_RUNS ?? 500)

for (const [seed, numRuns] of [
  [fixed, runs],
  [random, Math.ceil(runs / 5)],
] as const) {
  t.test(
    `any directories, CLEARML_MANIFESTS_SEED=${seed}`,
    { ...needs('kubectl'), timeout: 600_000 },
    async (t) => {
      let built = 0
      const directories = fc.sample(directory, { seed, numRuns }).map((one, i) => ({ ...one, i }))
      await eachOf(directories, (one, judge, result) => {
        if (!isRefusal(judge)) built++
        same(t, judge, result, `seed ${seed}, directory ${one.i}`, one)
      })
      t.ok(built > numRuns * 0.5, `Kustomize builds ${built} of ${numRuns}`)
    },
  )
}
