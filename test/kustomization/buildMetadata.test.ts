import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import {
  originOfField,
  originOfFile,
  transformedBy,
  withBuildMetadata,
  withoutBuildAnnotations,
} from '../../src/kustomization/buildMetadata.js'
import type { BuildMetadata } from '../../src/kustomization/kustomization.js'
import type { Resource } from '../../src/patch/resource.js'
import { frozen, kustomizationIn } from './laid.js'

const resource: Resource = {
  manifest: frozen({ kind: 'A', metadata: { name: 'a', annotations: { own: 'x' } } }),
  previous: [],
}
const at = (directory: string) => ({ ...kustomizationIn('{}'), directory, fileName: 'kustomization.yaml' })

t.test('paths are those from the outermost directory, without detours', async (t) => {
  t.strictSame(originOfFile(at(''), 'a.yaml'), { path: 'a.yaml' })
  t.strictSame(originOfFile(at('../base'), './sub/../a.yaml'), { path: '../base/a.yaml' })
  t.strictSame(originOfFile(at('../base/sub'), '../../a.yaml'), { path: '../a.yaml' })
  t.strictSame(originOfField(at('base'), 'PatchTransformer'), {
    configuredIn: 'base/kustomization.yaml',
    configuredBy: { apiVersion: 'builtin', kind: 'PatchTransformer' },
  })
})

t.test('what is asked for is written as Kustomize writes it', async (t) => {
  const noted = [
    originOfField(at(''), 'PrefixTransformer'),
    originOfField(at(''), 'LabelTransformer'),
  ].reduce<Resource>((now, origin) => transformedBy(origin)(now), {
    ...resource,
    origin: originOfFile(at(''), 'a.yaml'),
  })
  const { manifest } = withBuildMetadata(['originAnnotations', 'transformerAnnotations', 'managedByLabel'])(
    noted,
  )
  t.strictSame(manifest.metadata, {
    name: 'a',
    annotations: {
      own: 'x',
      'config.kubernetes.io/origin': 'path: a.yaml\n',
      'alpha.config.kubernetes.io/transformations': `- configuredIn: kustomization.yaml
  configuredBy:
    apiVersion: builtin
    kind: PrefixTransformer
- configuredIn: kustomization.yaml
  configuredBy:
    apiVersion: builtin
    kind: LabelTransformer
`,
    },
    labels: { 'app.kubernetes.io/managed-by': 'clearml-manifests' },
  })
  t.equal(withBuildMetadata([])(noted), noted)
  t.equal(withBuildMetadata(['originAnnotations'])(resource), resource, 'nothing is known of it')
})

t.test('a resource without an origin was made by what has changed it first', async (t) => {
  const one = transformedBy({ path: 'a' })(resource)
  t.strictSame([one.origin, one.transformations], [{ path: 'a' }, undefined])
  t.strictSame(transformedBy({ path: 'b' })(one).transformations, [{ path: 'b' }])
})

t.test('notes of Kustomize to itself are taken away, and nothing else', async (t) => {
  const after = (annotations: JsonObject, options: ReadonlyArray<BuildMetadata> = []): JsonObject =>
    withoutBuildAnnotations({ manifest: { metadata: { name: 'a', annotations } }, previous: [] }, options)
  t.equal(withoutBuildAnnotations(resource), resource.manifest)
  t.strictSame(after({ 'internal.config.kubernetes.io/prefixes': 'p-' }), { metadata: { name: 'a' } })
  t.strictSame(after({ 'config.kubernetes.io/index': '0', own: 'x' }), {
    metadata: { name: 'a', annotations: { own: 'x' } },
  })
  const origin = { 'config.kubernetes.io/origin': 'path: a.yaml\n' }
  t.strictSame(after(origin), { metadata: { name: 'a' } }, 'nobody asked for it')
  t.strictSame(after(origin, ['originAnnotations']), { metadata: { name: 'a', annotations: origin } })
})
