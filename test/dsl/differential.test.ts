/**
 * The object model against the real jsonnet: random programs, in both languages, mean the same JSON or fail in the
 * same way. A run prints its seed; `CLEARML_MANIFESTS_SEED` replays it, `CLEARML_MANIFESTS_PROGRAMS` says how many.
 */

import t from 'tap'
import type { Json } from '../../src/json.js'
import { equal } from '../../src/json.js'
import { needs } from '../support/which.js'
import { FAULTS } from './differential/faults.js'
import { generate } from './differential/generate.js'
import { sourceOf } from './differential/jsonnet.js'
import { kernel } from './differential/kernel.js'
import { meaning } from './differential/meaning.js'
import type { Expr, Outcome } from './differential/program.js'
import { FEATURES } from './differential/program.js'
import { randomFrom } from './differential/random.js'
import { jsonnetOutcomes } from './differential/reference.js'
import { shrunk } from './differential/shrink.js'

/** In CI always the same, so that a run says something of the commit; elsewhere new programs each time. */
const seed = Number(
  process.env.CLEARML_MANIFESTS_SEED ?? (process.env.CI === 'true' ? 31 : Date.now() % 1_000_000),
)
const count = Number(process.env.CLEARML_MANIFESTS_PROGRAMS ?? 2000)

const agree = (a: Outcome, b: Outcome): boolean =>
  a.failure === undefined && b.failure === undefined
    ? equal(a.json as Json, b.json as Json) // both are the JSON of an evaluation
    : a.failure === b.failure ||
      // jsonnet makes text of what is added to a text, and never ends when that does not; the DSL refuses to add it.
      (a.failure === 'type' && b.failure === 'depth')

t.setTimeout(600_000) // on a machine that is busy with other things

t.test('random programs mean what jsonnet says', needs('jsonnet'), async (t) => {
  t.comment(`CLEARML_MANIFESTS_SEED=${seed}`)
  const programs = Array.from({ length: count }, (_, i) =>
    generate(randomFrom(Math.imul(seed, 0x9e3779b1) + i)),
  )
  const ours = programs.map((program) => meaning(program, kernel))
  const theirs = await jsonnetOutcomes(programs, (i) => ours[i]?.outcome.failure === undefined)

  await t.test('the same JSON, or the same failure', async (t) => {
    const different = programs.filter((_, i) => !agree(ours[i]?.outcome ?? NONE, theirs[i] ?? NONE))
    for (const program of different.slice(0, 3)) t.fail(await told(program))
    t.equal(different.length, 0, `${count} programs, seed ${seed}`)
  })

  await t.test('enough programs succeed, and do all there is to do', async (t) => {
    const good = ours.filter((_, i) => theirs[i]?.failure === undefined)
    const share = (part: number, whole: number): number => Math.round((100 * part) / whole)
    const shares = FEATURES.map(
      (feature) =>
        [feature, share(good.filter(({ used }) => used.has(feature)).length, good.length)] as const,
    )
    t.comment(`${share(good.length, count)} % succeed; ${shares.map((pair) => pair.join(' ')).join(', ')}`)
    t.ok(good.length >= 0.6 * count, 'at least 60 % succeed')
    for (const [feature, percent] of shares) t.ok(percent >= 10, `${feature}: ${percent} %`)
  })

  await t.test('a fault in the kernel is found', async (t) => {
    t.ok(Object.keys(FAULTS).length >= 10)
    for (const [name, faulty] of Object.entries(FAULTS)) {
      const found = programs.findIndex(
        (program, i) => !agree(meaning(program, faulty).outcome, theirs[i] ?? NONE),
      )
      t.ok(found >= 0, `${name}: found by program ${found + 1}`)
    }
  })
})

const NONE: Outcome = { failure: 'unknown: no outcome' }

/** The smallest program that shows the difference of this one, and what both say of it. */
const told = async (program: Expr): Promise<string> => {
  const outcomes = async (e: Expr): Promise<readonly [Outcome, Outcome]> => {
    const [theirs = NONE] = await jsonnetOutcomes([e], () => false)
    return [meaning(e, kernel).outcome, theirs]
  }
  const [ours, theirs] = await outcomes(program)
  const smallest = await shrunk(
    program,
    async (e) => {
      const [a, b] = await outcomes(e)
      return !agree(a, b) && a.failure === ours.failure && b.failure === theirs.failure
    },
    300,
  )
  const [a, b] = await outcomes(smallest)
  return `${sourceOf(smallest)}\n  ours: ${JSON.stringify(a)}\n  jsonnet: ${JSON.stringify(b)}`
}
