import t from 'tap'
import type { ValuesInput } from '../../src/index.js'
import { pods } from '../support/objects.js'
import { built } from '../support/streams.js'

const images = (values: ValuesInput): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(pods(built({ values }).manifests).map(({ name, main }) => [name, main.image]))

t.test('one version selects a whole set', async (t) => {
  t.match(images({}), {
    apiserver: 'docker.io/clearml/server:2.4.0',
    asyncdelete: 'docker.io/clearml/server:2.4.0',
    elasticsearch: 'docker.io/library/elasticsearch:8.19.9',
    mongodb: 'docker.io/library/mongo:8.0.15',
    redis: 'docker.io/library/redis:8.2.3',
  })
  t.match(images({ version: '2.3.0' }), {
    webserver: 'docker.io/clearml/server:2.3.0',
    elasticsearch: 'docker.io/library/elasticsearch:8.17.0',
    mongodb: 'docker.io/library/mongo:7.0.22',
    redis: 'docker.io/library/redis:7.4.1',
  })
})

t.test('one value moves every image, and every init container, to a private registry', async (t) => {
  const { manifests } = built({
    values: {
      imageRegistry: 'registry.example.com/mirror',
      elasticsearch: { vmMaxMapCount: 'privilegedInit' },
    },
  })
  const all = pods(manifests).flatMap(({ containers }) => containers.map(({ image }) => image))
  t.ok(all.length > 10)
  t.same(
    all.filter((image) => !image?.startsWith('registry.example.com/mirror/')),
    [],
  )
})

t.test('a component can have a repository, tag and digest of its own', async (t) => {
  const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
  t.match(
    images({
      imageRegistry: 'registry.example.com',
      redis: { image: { repository: 'ghcr.io/valkey-io/valkey', tag: '8.1.1' } },
      mongodb: { image: { digest } },
    }),
    {
      redis: 'ghcr.io/valkey-io/valkey:8.1.1',
      mongodb: `registry.example.com/library/mongo:8.0.15@${digest}`,
    },
  )
})
