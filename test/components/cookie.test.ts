import t from 'tap'
import { overlay } from '../../src/index.js'
import { envOf, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

/** The names that the API server sets and the fileserver reads. */
const names = (namespace: string) => {
  const { manifests } = built({ values: { namespace } })
  return [
    envOf(podOf(manifests, 'apiserver').main).CLEARML__apiserver__auth__session_auth_cookie_name,
    envOf(podOf(manifests, 'fileserver').main).CLEARML__fileserver__auth__cookie_names,
  ]
}

t.test(
  'two installations on one host do not overwrite each other’s cookie: it carries the namespace',
  async (t) => {
    t.same(names('clearml'), ['"clearml_token_basic"', '["clearml_token_basic"]'])
    t.same(names('ml-2'), ['"clearml_token_ns_ml-2"', '["clearml_token_ns_ml-2"]'])
  },
)

t.test('an overlay renames it for both servers at once', async (t) => {
  const { manifests } = built({
    overlays: [overlay({ name: 'renamed', edits: { config: { cookie: { name: 'mine' } } } })],
  })
  t.equal(
    envOf(podOf(manifests, 'apiserver').main).CLEARML__apiserver__auth__session_auth_cookie_name,
    '"mine"',
  )
  t.equal(envOf(podOf(manifests, 'fileserver').main).CLEARML__fileserver__auth__cookie_names, '["mine"]')
})
