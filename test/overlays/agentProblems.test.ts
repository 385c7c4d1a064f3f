import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
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
/** The first line of each error, from its path on. */
const problems = (own: AgentsInput, values?: ValuesInput): ReadonlyArray<string> =>
  errors(own, values)
    .split('\n')
    .map((line) => line.replace(/^(by default|overlay agents): /, ''))
/** Over https, of which there is nothing to warn. */
const secured: ValuesInput = { domain, urls: { scheme: 'https' } }
const warnings = (own: AgentsInput, values: ValuesInput = secured): ReadonlyArray<string> =>
  built({ overlays: [agents(own)], values }).warnings

t.test('values that are wrong by themselves', async (t) => {
  t.same(problems({ static: { count: -1, gpus: 0.5, docker: { image: 'nvidia/cuda' } } }), [
    'agents.static.count: expected an integer of at least 0, got number -1',
    'agents.static.gpus: expected an integer of at least 0, got number 0.5',
    'agents.static.docker.image: expected an image with a tag or a digest, such as registry.example.com/team/train:1.4, got string "nvidia/cuda"',
  ])
})

t.test('nothing to run', async (t) => {
  t.same(problems({ services: { enabled: false } }), [
    'agents.glue: expected a queue, or agents.static.count of 1 or more, or agents.services.enabled: nothing runs tasks, got a list of 0',
  ])
})

t.test('a server elsewhere needs its URL and its keys', async (t) => {
  const server = { enabled: false }
  t.match(problems({}, { server }), [
    /^agents\.server\.api: expected the URL of the API of the server/,
    /^agents\.existingSecret: expected the name of a Secret with the keys agent-key and agent-secret/,
  ])
  const api = 'https://api.clear.ml'
  t.match(problems({ server: { api }, existingSecret: 'keys' }, { server }), [
    /^agents\.server\.files: expected the URL of the file server as clients outside/,
  ])
  const files = 'https://files.clear.ml'
  t.equal(errors({ server: { api, files }, existingSecret: 'keys' }, { server }), '')
})

t.test('one form serves a queue', async (t) => {
  t.same(
    problems({
      static: { count: 1, queues: ['services', 'a', 'a', '-x'] },
      glue: [{ queue: 'b' }, { queue: 'a' }],
    }),
    [
      'agents.static.queues[2]: expected a queue that agents.static does not listen to: one form serves a queue, got string "a"',
      'agents.static.queues[3]: expected a name that does not begin with - or @, which the command of an agent reads otherwise, got string "-x"',
      'agents.services.queues[0]: expected a queue that agents.static does not listen to: one form serves a queue, got string "services"',
      'agents.glue[1].queue: expected a queue that agents.static does not listen to: one form serves a queue, got string "a"',
    ],
  )
  t.equal(errors({ static: { count: 0, queues: ['services'] } }), '', 'who is not there listens to nothing')
})

t.test('a pod asks for GPUs by one name', async (t) => {
  t.same(
    problems({ static: { count: 1, gpus: 1, gpu: { vendor: 'amd', shared: true, migProfile: '1g.5gb' } } }),
    [
      'agents.static.gpu.shared: expected none beside gpu.migProfile: a pod asks for GPUs by one name, got boolean true',
      'agents.static.gpu.vendor: expected none beside gpu.migProfile: a pod asks for GPUs by one name, got string "amd"',
    ],
  )
  t.match(problems({ static: { count: 1, gpus: 1, gpu: { shared: true, migProfile: '1g.5gb' } } }), [
    /^agents\.static\.gpu\.shared: expected none beside gpu\.migProfile/,
  ])
  t.match(problems({ static: { count: 1, gpus: 1, gpu: { resource: 'a.com/b', shared: true } } }), [
    /^agents\.static\.gpu\.shared: expected none beside gpu\.resource/,
  ])
})

t.test('a kind of GPU says nothing without a GPU', async (t) => {
  t.same(problems({ static: { count: 1, gpu: { migProfile: '1g.5gb' } } }), [
    'agents.static.gpu.migProfile: expected none: gpus is 0, got string "1g.5gb"',
  ])
})

t.test('half a pair of credentials is ignored by agents, and refused here', async (t) => {
  t.same(
    problems({
      git: { user: 'x' },
      aws: { secretAccessKey: { secret: 'a', key: 'b' } },
      azure: { account: 'a' },
    }),
    [
      'agents.git.password: expected the other half of agents.git.user, which agents ignore without it, got nothing',
      'agents.aws.accessKeyId: expected the other half of agents.aws.secretAccessKey, which agents ignore without it, got nothing',
      'agents.azure.key: expected the other half of agents.azure.account, which agents ignore without it, got nothing',
    ],
  )
  t.match(problems({ git: { host: 'git.example.com' } }), [/^agents\.git\.host: expected none without/])
})

t.test('a lock file of the user has hashes and clearml-agent in it', async (t) => {
  const locked = '# made by pip-compile\n--only-binary :all:\nclearml-agent==3.0.2 \\\n    --hash=sha256:aa\n'
  t.equal(errors({ requirements: locked }), '')
  for (const requirements of [`${locked}psutil==7\n`, 'psutil==7 --hash=sha256:aa\n'])
    t.match(problems({ requirements }), [/^agents\.requirements: expected a lock file with clearml-agent/])
  t.match(problems({ requirements: locked, ownImage: 'a/b:1' }), [/expected none: nothing is installed/])
})

t.test('a secret in the text of clearml.conf is refused, and not repeated', async (t) => {
  t.same(problems({ config: 'agent.git_pass: "hunter2"\n' }), [
    'agents.config: expected a text without secrets, for it stands in a ConfigMap (put the file into a Secret of yours, ' +
      'and name it by agents.configSecret), got string "a text with git_pass"',
  ])
  t.match(problems({ config: 'a: 1', configSecret: { secret: 'conf', key: 'clearml.conf' } }), [
    /^agents\.config: expected none: agents\.configSecret is used/,
  ])
  for (const [text, found] of [
    ['api { credentials {"access_key" = "A", "secret_key": B} }', ['access_key', 'secret_key']],
    ['sdk.aws.s3 { key: "A", secret: "B" }', ['secret']],
    ['sdk.azure.storage.containers: [{account_name: a, account_key: b}]', ['account_key']],
    [
      'agent.package_manager.extra_index_url: ["https://u:p@pypi.example.com/simple"]',
      ['a password in a URL'],
    ],
    ['agent.git_user: "bot"\n# agent.git_pass: "x"\n// secret: y\n', []],
    [`agent { git_pass: "", secret_key: null, password: \${?PASSWORD} }`, []],
    ['agent.enable_git_ask_pass: true\napi.auth.token_expiration_threshold_sec: 43200\n', []],
    ['agent.package_manager.extra_index_url: ["https://pypi.example.com:8443/simple"]', []],
  ] as const)
    t.same(secretsIn(text), found, text)
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9+/]{8,40}$/), (secret) => {
      const found = secretsIn(`agent { git_user: x, git_pass: "${secret}" }`)
      return found.length === 1 && !found.join().includes(secret)
    }),
  )
})

t.test('the files URL: where it is not known, and where clients do not reach it', async (t) => {
  const { values, config } = built({ overlays: [agents()], values: { domain } })
  const without = { ...config, urls: { ...config.urls, files: null } }
  t.same(filesUnknown(values, config), [])
  t.match(filesUnknown(values, without), [
    { path: ['agents', 'server', 'files'], expected: /or `domain`, urls\.files, or expose\.host/ },
  ])
  const given = built({
    overlays: [agents({ server: { files: 'https://f.example.com' } })],
    values: { domain },
  })
  t.same(filesUnknown(given.values, without), [])
  for (const files of ['http://localhost:8081', 'http://127.0.0.1:8081', 'http://[::1]:8081'])
    t.match(warnings({ server: { files } }).join('\n'), /leads each client to its own machine/, files)
  for (const files of [
    'http://clearml-fileserver:8081',
    'http://files.ml.svc:8081',
    'http://a.b.svc.cluster.local',
  ])
    t.match(warnings({ server: { files } }).join('\n'), /^Only pods reach the file server by/m, files)
  for (const files of [
    'http://ml-node-1:30081',
    'https://clearml-fileserver.example.com',
    'https://svc.example.com',
  ])
    t.same(warnings({ server: { files } }), [], files)
})

t.test('keys of this installation for another server', async (t) => {
  const server = { api: 'https://api.clear.ml' }
  t.match(warnings({ server }), [
    /^agents\.server\.api, https:\/\/api\.clear\.ml, is not the API of this installation/,
  ])
  t.same(warnings({ server, existingSecret: 'keys' }), [])
  t.same(warnings({ server: { api: `https://api.${domain}` } }), [])
})

t.test('requests, limits and labels are judged below an overlay as below a component', async (t) => {
  t.same(problems({ glue: [{ queue: 'a', resources: { requests: { cpus: '4' } } }] }), [
    'agents.glue[0].resources.requests.cpus: expected cpu, memory, ephemeral-storage, hugepages-SIZE or a name with "/" such as nvidia.com/gpu (did you mean cpu?), got string "cpus"',
  ])
  t.same(problems({ services: { podLabels: { 'app.kubernetes.io/name': 'mine' } } }), [
    'agents.services.podLabels["app.kubernetes.io/name"]: expected another key: this label is set by the installation itself, got string "mine"',
  ])
  t.same(problems({ gluePods: { resources: { requests: { memory: '2Gi' } } } }), [
    'agents.gluePods.resources.requests.memory: expected at most 512Mi, the limit, got string "2Gi"',
  ])
})
