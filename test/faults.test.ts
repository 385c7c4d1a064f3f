import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { type Build, build, showError } from '../src/index.js'
import { agentKeyFaults } from './faults/agentKeys.js'
import { agentFaults } from './faults/agents.js'
import { bases } from './faults/bases.js'
import { configurationFaults } from './faults/configuration.js'
import { credentialFaults } from './faults/credentials.js'
import { deletionFaults } from './faults/deletion.js'
import { exposureFaults } from './faults/exposure.js'
import { type Fault, serverPart } from './faults/fault.js'
import { glueFaults } from './faults/glue.js'
import { objectFaults } from './faults/objects.js'
import { podFaults } from './faults/pods.js'
import { servingFaults } from './faults/serving.js'
import { storeFaults } from './faults/stores.js'
import { variableFaults } from './faults/variables.js'
import { podOf } from './support/objects.js'
import { built, cases } from './support/streams.js'

const streamOf = ({ name, build }: { readonly name: string; readonly build: Build }) => {
  const { manifests, values } = built(build)
  return { name, build, manifests, values }
}
type Stream = ReturnType<typeof streamOf>

const ofBases = {
  server: streamOf({ name: 'base of faults: server', build: bases.server }),
  agents: streamOf({ name: 'base of faults: agents', build: bases.agents }),
  serving: streamOf({ name: 'base of faults: serving', build: bases.serving }),
}
const streams = [...cases.map(streamOf), ...Object.values(ofBases)]

/** Where a fault is in a stream; a fault of the server in none without a server. */
const where = ({ about, find }: Fault, { manifests, build, values }: Stream): ReadonlyArray<string> => {
  if (about !== 'server') return find(manifests, build, values)
  return values.server.enabled ? find(serverPart(manifests), build, values) : []
}

// Each fault of ClearML's charts: no stream has it; and it is seen where it is brought back.
for (const one of [
  ...agentFaults,
  ...agentKeyFaults,
  ...configurationFaults,
  ...credentialFaults,
  ...deletionFaults,
  ...exposureFaults,
  ...glueFaults,
  ...objectFaults,
  ...podFaults,
  ...servingFaults,
  ...storeFaults,
  ...variableFaults,
]) {
  t.test(`no stream: ${one.fault}`, async (t) => {
    const found = streams.flatMap((stream) => where(one, stream).map((text) => `${stream.name}: ${text}`))
    t.same(found, [])
    const base = ofBases[one.base ?? 'server']
    const again = where(one, { ...base, manifests: one.again(base.manifests) })
    t.not(again.length, 0, 'and it would be seen')
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
