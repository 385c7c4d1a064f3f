import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build } from '../../src/index.js'
import { inspection } from '../../src/inspect/inspection.js'
import { showInspection } from '../../src/inspect/show.js'
import { at, type JsonObject } from '../../src/json.js'
import { bytes } from '../../src/kube/quantity.js'
import { goldenCases } from '../support/streams.js'

const sizeOf = (claim: JsonObject): bigint =>
  E.getOrElse(() => 0n)(bytes(String(at(claim, ['spec', 'resources', 'requests', 'storage']))))

for (const { name, build: input } of goldenCases) {
  t.test(`${name}: every workload requests cpu and memory, and the totals are theirs`, async (t) => {
    const built = build(input)
    if (E.isLeft(built)) throw new Error(JSON.stringify(built.left))
    const { manifests } = built.right
    const found = inspection(manifests)
    for (const { object, needs } of found.workloads) {
      t.ok((needs.requests.get('cpu') ?? 0n) > 0n && (needs.requests.get('memory') ?? 0n) > 0n, object.name)
    }
    const ofKind = (...kinds: ReadonlyArray<string>) =>
      manifests.filter(({ kind }) => kinds.includes(String(kind)))
    const running = ofKind('Deployment', 'StatefulSet')
    t.equal(found.workloads.filter(({ runs }) => runs === 'always').length, running.length)
    if (ofKind('HorizontalPodAutoscaler').length === 0) {
      const replicas = running.map((manifest) => Number(at(manifest, ['spec', 'replicas']) ?? 1))
      t.equal(
        found.least.pods,
        replicas.reduce((all, one) => all + one, 0),
      )
      t.strictSame(found.most, found.least)
    }
    const claims = ofKind('PersistentVolumeClaim')
    t.equal(found.claims.length, claims.length)
    t.equal(found.storage, claims.reduce((all, claim) => all + sizeOf(claim), 0n) * 10n ** 9n)
    t.notMatch(showInspection(found), /undefined|NaN|[^\S\n]\n/)
  })
}
