import fc from 'fast-check'
import t from 'tap'
import { needs } from '../support/which.js'
import { directory } from './kustomize/generate.js'
import { eachOf, isRefusal, same } from './kustomize/judged.js'

// The same directories in each run; `CLEARML_MANIFESTS_SEED=random` tries others, and prints which.
const { CLEARML_MANIFESTS_SEED: given = '5', CLEARML_MANIFESTS_RUNS: runs = '500' } = process.env
const seed = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given)
const numRuns = Number(runs)

// Kustomize takes minutes for them where others work beside it.
t.setTimeout(900_000)

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
