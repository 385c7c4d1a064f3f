import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { argocd } from '../../overlays/argocd/index.js'
import { patches } from '../../overlays/argocd/patches.generated.js'
import { type JsonObject, toYaml } from '../../src/index.js'
import { idOf } from '../support/objects.js'
import { built, cases } from '../support/streams.js'
import { needs } from '../support/which.js'

const file = 'overlays/argocd/kustomization.yaml'
const wave = 'argocd.argoproj.io/sync-wave'

const waves = (manifests: ReadonlyArray<JsonObject>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    manifests.map((one) => [
      `${one.kind}/${(one.metadata as JsonObject).name}`, // of a build
      ((one.metadata as JsonObject).annotations as JsonObject | undefined)?.[wave],
    ]),
  )

t.test('what others need comes first, the stores with their claims next, all else last', async (t) => {
  const found = waves(built({ overlays: [argocd()] }).manifests)
  const of = (...names: ReadonlyArray<string>) => names.map((name) => found[name])
  t.strictSame(of('Namespace/clearml', 'ConfigMap/clearml-credentials', 'Role/clearml-credentials'), [
    '-2',
    '-2',
    '-2',
  ])
  t.strictSame(of('StatefulSet/clearml-mongodb', 'Service/clearml-redis'), ['-1', '-1'])
  t.strictSame(of('Deployment/clearml-apiserver', 'Service/clearml-fileserver'), [undefined, undefined])
  const claims = Object.entries(found).filter(([name]) => name.startsWith('PersistentVolumeClaim/'))
  t.ok(claims.length > 0)
  for (const [name, in_] of claims) {
    t.equal(
      in_,
      /elasticsearch|mongodb|redis/.test(name) ? '-1' : undefined,
      `${name} is in the wave of its workload`,
    )
  }
})

t.test('the library has the patches of the file', async (t) => {
  const text = parse(readFileSync(file, 'utf8'))
  const allow = text.metadata.annotations['clearml-manifests/allow'].split(',')
  const expected = text.patches.map(({ target, patch }: { target: unknown; patch: string }) => ({
    target,
    patch: parse(patch),
    allow,
  }))
  t.strictSame(patches, expected)
})

t.test('Kustomize makes the same of the file, whatever it is laid over', needs('kubectl'), async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'argocd'))
  mkdirSync(join(folder, 'top'))
  copyFileSync(file, join(folder, 'argocd', 'kustomization.yaml'))
  writeFileSync(
    join(folder, 'top', 'kustomization.yaml'),
    'resources: [stream.yaml]\ncomponents: [../argocd]\n',
  )
  const byId = (manifests: ReadonlyArray<JsonObject>) =>
    Object.fromEntries(manifests.map((one) => [idOf(one), one]))
  for (const { name, build } of cases) {
    writeFileSync(join(folder, 'top', 'stream.yaml'), toYaml(built(build).manifests))
    const text = execFileSync('kubectl', ['kustomize', join(folder, 'top')], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    const theirs = parseAllDocuments(text).map((document) => document.toJS() as JsonObject) // a manifest each
    const ours = built({ ...build, overlays: [...(build.overlays ?? []), argocd()] }).manifests
    t.strictSame(byId(ours), byId(theirs), name)
  }
})
