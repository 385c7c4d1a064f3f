import t from 'tap'
import { needs } from '../support/which.js'
import { readCorpus } from './kustomize/corpus.js'
import { eachOf, isRefusal, same } from './kustomize/judged.js'

for (const [file, cases] of Object.entries(await readCorpus())) {
  t.test(file, needs('kubectl'), async (t) => {
    await eachOf(cases, (one, judge, result) => {
      const { name, refused = false, difference, ours: expected } = one
      t.equal(isRefusal(judge), refused, `${name}: Kustomize ${refused ? 'refuses it' : 'builds it'}`, {
        judge,
      })
      if (difference === undefined) {
        same(t, judge, result, name, one)
      } else if (expected === undefined || expected === 'refused') {
        t.ok(isRefusal(result) && result.startsWith('refused'), `${name}: ${difference}`, { result })
      } else {
        same(t, expected, result, `${name}: ${difference}`, one)
      }
    })
  })
}
