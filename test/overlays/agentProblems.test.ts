import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import t from 'tap'
import { filesUnknown } from '../../overlays/agents/problems.js'
import { secretsIn } from '../../overlays/agents/secretsIn.js'
import type { AgentsInput } from '../../overlays/agents/table.js'
import { agents } from '../../overlays/index.js'
import { build, showError, type ValuesInput } from '../../src/index.js'
import { built } from '../support/streams.js'

const domain = 'clearml.example.com'
const errors = (own: AgentsInput, values: ValuesInput = { domain }): string => {
  const result = build({ overlays: [agents(own)], values })
  return E.isLeft(result) ? result.left.map(showError).join('\n') : ''
}
console.log(errors({ services: { enabled: false } }))
console.log(errors({}, { server: { enabled: false } }))
console.log(errors({config: 'api { credentials { access_key: "AAA" } }', configSecret: {secret: 'a', key: 'b'}}))
console.log(errors({requirements: 'clearml-agent==3.0.3\n'}))
console.log(errors({requirements: 'clearml-agent==3.0.3 --hash=sha256:x\n', ownImage: 'a/b:1'}))
console.log(errors({git: {user: 'x'}, aws: {accessKeyId: {secret:'a',key:'b'}}, azure: {account: 'a'}}))
console.log(errors({static: {count: 1, queues: ['services', '-x', 'a', 'a']}, glue: [{queue: 'a'}, {queue: 'services'}]}))
console.log(errors({static: {count: 1, gpus: 1, gpu: {vendor: 'amd', shared: true, migProfile: '1g.5gb'}}}))
console.log(errors({static: {count: -1, gpus: 0.5, image: {tag: ''}, docker: {image: 'nvidia/cuda'}}}))
