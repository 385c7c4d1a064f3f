import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError } from '../src/index.js'
import { configurationFaults } from './faults/configuration.js'
import { credentialFaults } from './faults/credentials.js'
import { deletionFaults } from './faults/deletion.js'
import { exposureFaults } from './faults/exposure.js'
import { objectFaults } from './faults/objects.js'
import { podFaults } from './faults/pods.js'
import { servingFaults } from './faults/serving.js'
import { storeFaults } from './faults/stores.js'
import { podOf } from './support/objects.js'
import { built, cases } from './support/streams.js'

// Each fault of ClearML's charts: no stream has it; and it is seen where it is brought back into the base stream.
const streams = cases.map((one) => ({ ...one, manifests: built(one.build).manifests }))
const base = built({}).manifests

for (const { fault, find, again } of [
  ...configurationFaults,
  ...credentialFaults,
  ...deletionFaults,
  ...exposureFaults,
  ...objectFaults,
  ...podFaults,
  ...servingFaults,
  ...storeFaults,
]) {
  t.test(`no stream: ${fault}`, async (t) => {
    const found = streams.flatMap(({ name, build, manifests }) =>
      find(manifests, build).map((where) => `${name}: ${where}`),
    )
    t.same(found, [])
    t.not(find(again(base), {}).length, 0, 'and it would be seen')
  })
}

t.test(
  'a map where Kubernetes wants a list is refused where it stands (chart: `additionalVolumes: {}`)',
  async (t) => {
    const result = build({ values: { apiserver: { extraVolumes: {} as unknown as [] } } }) // as a user of YAML could
    t.match(E.isLeft(result) && result.left.map(showError), [
      /^values: apiserver\.extraVolumes: expected a list/,
    ])
  },
)

t.test('every component takes extra environment, asyncdelete too (charts until 7.14.6)', async (t) => {
  const extraEnv = [{ name: 'CLEARML__services__async_urls_delete__max_retries', value: '5' }]
  const { manifests } = built({ values: { asyncdelete: { extraEnv } } })
  t.same(podOf(manifests, 'asyncdelete').main.env?.at(-1), extraEnv[0])
})
