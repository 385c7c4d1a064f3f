import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, type Overlay, overlay, showError } from '../src/index.js'
import { type Files, printed, refused } from './support/command.js'

const replicas = (count: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'clearml-webserver' },
  spec: { replicas: count },
})
const sets = (name: string, count: number, overrides: ReadonlyArray<string> = []): Overlay =>
  overlay({ name, patches: [replicas(count)], overrides })
const errors = (...overlays: ReadonlyArray<Overlay>): ReadonlyArray<string> => {
  const result = build({ overlays })
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test(
  'two overlays that write one field differently are an error, unless the second one says so',
  async (t) => {
    t.strictSame(errors(sets('two', 2), sets('three', 3)), [
      "Deployment/clearml-webserver spec.replicas: overlay two: patches[0] writes 2, overlay three: patches[0] writes 3; drop one of them, or let the second one say so (allow: [conflict], or overrides: ['two'])",
    ])
    t.strictSame(errors(sets('two', 2), sets('three', 3, ['two'])), [])
    const other = overlay({
      name: 'other',
      patches: [{ ...replicas(3), metadata: { name: 'clearml-apiserver' } }],
    })
    t.strictSame(errors(sets('two', 2), other), [], 'of other objects')
    const strategy = overlay({ name: 'strategy', patches: [{ ...replicas(2), spec: { paused: true } }] })
    t.strictSame(errors(sets('two', 2), strategy), [], 'of other fields')
  },
)

const directory = (count: number, allow = ''): Files[string] =>
  `kind: Component\nmetadata: {annotations: {clearml-manifests/allow: "${allow}"}}\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: clearml-webserver\n    spec:\n      replicas: ${count}\n`

t.test('both places are said', async (t) => {
  const files: Files = { 'one/kustomization.yaml': directory(2), 'two/kustomization.yaml': directory(3) }
  t.match(await refused(t, 'build --overlay ./one --overlay ./two', files), [
    /spec\.replicas: one\/kustomization\.yaml:10:\d+ writes 2, two\/kustomization\.yaml:10:\d+ writes 3;/,
  ])
  const allowed = { ...files, 'two/kustomization.yaml': directory(3, 'conflict') }
  t.match(await printed(t, 'build --overlay ./one --overlay ./two', allowed), /replicas: 3/)
  t.match(await printed(t, 'build --overlay ./one --overlay ./two --strict=kustomize', files), /replicas: 3/)
})

t.test('patches beside overlays have the last word, and names are laid over each other', async (t) => {
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: clearml-webserver}\nspec: {replicas: 4}\n'
  const files: Files = { 'one/kustomization.yaml': directory(2), 'p.yaml': patch }
  t.match(await printed(t, 'build --overlay ./one --patch p.yaml', files), /replicas: 4/)
  const prefixes: Files = {
    'a/kustomization.yaml':
      'kind: Component\nmetadata: {annotations: {clearml-manifests/allow: renamedClaim}}\nnamePrefix: a-\n',
    'b/kustomization.yaml':
      'kind: Component\nmetadata: {annotations: {clearml-manifests/allow: renamedClaim}}\nnamePrefix: b-\n',
  }
  t.match(await printed(t, 'build --overlay ./a --overlay ./b', prefixes), /name: b-a-clearml-webserver/)
})
