import t from 'tap'
import { lostClaims } from '../../src/kustomization/claims.js'
import { remembered } from '../../src/patch/resource.js'
import { inWords, resourcesIn } from './laid.js'

const stored = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: redis}
spec: {volumeClaimTemplates: [{metadata: {name: data}}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
`
const place = { origin: 'k' }
const before = resourcesIn(stored)
const lost = (after: string) => inWords(lostClaims(before, resourcesIn(after), place))

t.test('nothing is lost where every claim is there', async (t) => {
  t.strictSame(lost(stored), [])
  t.strictSame(lost(`${stored.replace('name: web', 'name: other')}`), [], 'a StatefulSet without claims')
  t.strictSame(lost(stored.replace('{name: data}\n---', '{name: data, labels: {a: b}}\n---')), [])
})

t.test('a claim that is gone was removed', async (t) => {
  t.match(lost(''), [
    /^k: PersistentVolumeClaim\/data \(v1\) is removed: .*removedClaim/,
    /^k: PersistentVolume\/disk \(v1\) is removed/,
    /^k: StatefulSet\/redis \(apps\/v1\) is removed/,
  ])
  t.equal(lost('').length, 3)
})

t.test('one that is there under another name was renamed', async (t) => {
  const after = before.map((resource) => {
    const { metadata } = resource.manifest
    const renamed = { ...resource.manifest, metadata: { ...(metadata as object), name: 'new' } } // a map
    return { ...remembered(resource), manifest: renamed }
  })
  t.match(inWords(lostClaims(before, after, place)), [
    /data \(v1\) is renamed/,
    /disk .* renamed/,
    /redis .* renamed/,
  ])
})

t.test('a template that gets another name is another claim', async (t) => {
  t.match(
    lost(
      stored.replace(
        'volumeClaimTemplates: [{metadata: {name: data',
        'volumeClaimTemplates: [{metadata: {name: d',
      ),
    ),
    [/StatefulSet\/redis .* is renamed/],
  )
})

t.test('a claim that a template makes may be written out, and the other way round', async (t) => {
  t.strictSame(
    lostClaims(
      resourcesIn('{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-redis-0}}'),
      resourcesIn(
        '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-redis-0, namespace: a}}',
      ),
      place,
    ),
    [],
  )
})
