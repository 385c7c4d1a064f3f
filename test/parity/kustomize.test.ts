import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { parseAllDocuments } from 'yaml'
import { agents, cloud, ephemeral, expose, hostpath, nfs, openshift, serving } from '../../overlays/index.js'
import {
  type Build,
  build,
  type JsonObject,
  type Overlay,
  toYaml,
  type ValuesInput,
} from '../../src/index.js'
import { merge } from '../../src/values/merge.js'
import { type LeafAt, leaves, nested } from '../support/leaves.js'
import { idOf } from '../support/objects.js'
import { built, cases } from '../support/streams.js'
import { needs } from '../support/which.js'

// `kubectl kustomize` is the judge of what we print: it reads back every object as we meant it.
const folder = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
t.teardown(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'kustomization.yaml'), 'resources:\n- stream.yaml\n')

const readBack = (stream: string): ReadonlyArray<JsonObject> => {
  writeFileSync(join(folder, 'stream.yaml'), stream)
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return parseAllDocuments(text).map((document) => document.toJS() as JsonObject) // a manifest each
}
const byId = (manifests: ReadonlyArray<JsonObject>): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(manifests.map((manifest) => [idOf(manifest), manifest]))

const same = (t: Test, manifests: ReadonlyArray<JsonObject>, name: string): void => {
  const read = readBack(toYaml(manifests))
  t.equal(read.length, manifests.length, `${name}: as many objects`)
  t.strictSame(byId(read), byId(manifests), name)
}

t.test('every preset and overlay', needs('kubectl'), async (t) => {
  for (const { name, build } of cases) same(t, built(build).manifests, name)
})

/** Each way to store and to expose, agents and serving; all values are tried on one of them. */
const stacks: ReadonlyArray<Readonly<Record<string, () => Overlay>>> = [
  { cloud, expose: () => expose({ type: 'ingress' }) },
  { nfs: () => nfs({ server: '10.0.0.5', path: '/exports' }), expose: () => expose({ type: 'nodePort' }) },
  { hostpath, expose: () => expose({ type: 'loadBalancer' }) },
  { ephemeral },
  { agents: () => agents() },
  { serving: () => serving() },
  { openshift: () => openshift() },
]
const buildOf = (stack: Readonly<Record<string, () => Overlay>>, chosen: ReadonlyArray<LeafAt>): Build => ({
  overlays: Object.values(stack).map((make) => make()),
  values: chosen.reduce<JsonObject>(
    (values, { path, leaf, context }) =>
      merge(merge(values, context as JsonObject), nested(path, leaf.example) as JsonObject), // plain data
    { domain: 'clearml.example.com' },
  ) as ValuesInput, // what is not legal is left out below
})
const fits = (stack: Readonly<Record<string, () => Overlay>>, { overlay }: LeafAt): boolean =>
  overlay === null || Object.hasOwn(stack, overlay)

t.test('the example of every value, with as many others as go together', needs('kubectl'), async (t) => {
  let left: ReadonlyArray<LeafAt> = leaves
  while (left.length > 0) {
    const before = left.length
    for (const stack of stacks) {
      const taken: LeafAt[] = []
      // Half of what is left at a time: one value that does not fit costs few builds.
      const take = (some: ReadonlyArray<LeafAt>): void => {
        if (some.length === 0) return
        if (E.isRight(build(buildOf(stack, [...taken, ...some])))) taken.push(...some)
        else if (some.length > 1) {
          const half = Math.ceil(some.length / 2)
          take(some.slice(0, half))
          take(some.slice(half))
        }
      }
      take(left.filter((leaf) => fits(stack, leaf)))
      if (taken.length === 0) continue
      same(t, built(buildOf(stack, taken)).manifests, taken.map(({ path }) => path.join('.')).join(' '))
      left = left.filter((leaf) => !taken.includes(leaf))
    }
    if (left.length === before) break
  }
  t.same(
    left.map(({ name }) => name),
    [],
    'no value is left that is legal nowhere',
  )
})

t.test('any values', needs('kubectl'), async (t) => {
  const arbitrary = fc.constantFrom(...stacks).chain((stack) =>
    fc
      .shuffledSubarray(
        leaves.filter((leaf) => fits(stack, leaf)),
        { maxLength: 25 },
      )
      .map((chosen) => buildOf(stack, chosen)),
  )
  const streams = fc
    .sample(arbitrary, { numRuns: 150, seed: 7 })
    .flatMap((one) => {
      const result = build(one)
      return E.isRight(result) ? [result.right.manifests] : []
    })
    .slice(0, 40)
  t.ok(streams.length >= 25, `${streams.length} of the generated value files are legal`)
  streams.forEach((manifests, i) => {
    same(t, manifests, `generated ${i}`)
  })
})
