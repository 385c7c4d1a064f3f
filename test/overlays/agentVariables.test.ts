import { spawnSync } from 'node:child_process'
import t from 'tap'
import { parse } from 'yaml'
import { agentProgram } from '../../overlays/agents/agentProgram.js'
import { launcher } from '../../overlays/agents/glue/launcher.js'
import type { AgentsInput } from '../../overlays/agents/table.js'
import { agents } from '../../overlays/index.js'
import type { PodSpec } from '../../src/kube/types.js'
import { agentPython, needsAgent } from '../support/agentPython.js'
import { type Manifests, pods } from '../support/objects.js'
import { built } from '../support/streams.js'

// Every variable that agents, glue and tasks are given, and what reads it. clearml-agent ignores a variable that it does
// not know, so a misspelt one would never be noticed.

/** Read by clearml-agent 3.0.3, in this file of the package. */
const inPackage: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'definitions.py',
  AWS_DEFAULT_REGION: 'definitions.py',
  AWS_SECRET_ACCESS_KEY: 'definitions.py',
  AZURE_STORAGE_ACCOUNT: 'definitions.py',
  AZURE_STORAGE_KEY: 'definitions.py',
  CLEARML_AGENT_DOCKER_HOST_MOUNT: 'definitions.py',
  CLEARML_AGENT_EXTRA_DOCKER_ARGS: 'definitions.py',
  CLEARML_AGENT_GIT_HOST: 'definitions.py',
  CLEARML_AGENT_GIT_PASS: 'definitions.py',
  CLEARML_AGENT_GIT_USER: 'definitions.py',
  CLEARML_API_ACCESS_KEY: 'backend_api/session/defs.py',
  CLEARML_API_HOST: 'backend_api/session/defs.py',
  CLEARML_API_HOST_VERIFY_CERT: 'backend_api/session/defs.py',
  CLEARML_API_SECRET_KEY: 'backend_api/session/defs.py',
  CLEARML_CONFIG_FILE: 'backend_config/defs.py',
  CLEARML_DOCKER_IMAGE: 'definitions.py',
  CLEARML_DOCKER_SKIP_GPUS_FLAG: 'definitions.py',
  CLEARML_FILES_HOST: 'backend_api/session/defs.py',
  CLEARML_WEB_HOST: 'backend_api/session/defs.py',
  CLEARML_WORKER_ID: 'definitions.py',
  GOOGLE_APPLICATION_CREDENTIALS: 'definitions.py',
  K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES: 'glue/definitions.py',
  K8S_GLUE_POD_AGENT_INSTALL_ARGS: 'glue/definitions.py',
  NVIDIA_VISIBLE_DEVICES: 'session.py',
}

/** Read by the launcher of the glue. */
const inLauncher = [
  ...['CREATE_QUEUE', 'GATEWAY', 'LIMIT_POD_LABEL', 'MAX_PODS', 'NAMESPACE', 'QUEUE', 'SESSIONS'],
  ...['STARTING_PORT', 'TASK_CONFIG_FILE', 'TEMPLATE', 'WAIT_SECONDS'],
].map((name) => `K8S_GLUE_${name}`)

/** Read by something else. */
const elsewhere: Readonly<Record<string, string>> = {
  CLEARML_AGENT_UPDATE_VERSION: "the published image's entrypoint.sh",
  HOME: 'os.path.expanduser, by which clearml-agent finds its directories',
  K8S_GLUE_EXTRA_ARGS: "the published image's entrypoint.sh",
  NVIDIA_DRIVER_CAPABILITIES: 'the NVIDIA Container Toolkit',
  PIP_INDEX_URL: 'pip',
  POD_NAME: 'Kubernetes, where it expands CLEARML_WORKER_ID',
}

const key = { secret: 's', key: 'k' }
const all: AgentsInput = {
  server: { verifyCertificate: false },
  packageIndex: 'https://pypi.example.com/simple',
  git: { user: 'bot', password: key, host: 'git.example.com' },
  aws: { accessKeyId: key, secretAccessKey: key, region: 'eu-central-1' },
  azure: { account: 'a', key },
  google: { credentials: key },
  config: 'agent.git_fetch_args: []\n',
  static: { count: 1, gpus: 1 },
  glue: [
    {
      queue: 'gpu',
      createQueue: true,
      gpus: 1,
      keepCompletedMinutes: 5,
      sessions: { enabled: true, count: 1, gateway: 'ml-node-1' },
    },
    { queue: 'cpu', maxPods: 3 },
  ],
}
const forms: ReadonlyArray<AgentsInput> = [
  all,
  { ...all, config: null, configSecret: key, static: { count: 1, gpus: 1, docker: { enabled: true } } },
  { ...all, gluePods: { form: 'published' }, glue: [{ queue: 'cpu', maxPods: 3 }] },
]

const inTemplates = (manifests: Manifests): ReadonlyArray<string> =>
  manifests.flatMap(({ data }) => {
    const text = (data as { readonly 'template.yaml'?: string } | undefined)?.['template.yaml'] // a ConfigMap's
    const spec = text === undefined ? undefined : (parse(text) as { readonly spec: PodSpec }).spec // our own template
    return (spec?.containers ?? []).flatMap(({ env }) => (env ?? []).map(({ name }) => name))
  })

const emitted = new Set(
  forms.flatMap((own) => {
    const { manifests } = built({ overlays: [agents(own)], values: { domain: 'clearml.example.com' } })
    return [
      ...pods(manifests)
        .filter(({ name }) => /^(agent|glue)/.test(name))
        .flatMap(({ containers }) => containers.flatMap(({ env }) => (env ?? []).map(({ name }) => name))),
      ...inTemplates(manifests),
    ]
  }),
)
const known = [...Object.keys(inPackage), ...inLauncher, ...Object.keys(elsewhere)]

t.test('no variable is set that nothing reads, and the table has no other', async (t) => {
  t.same([...emitted].sort(), [...known].sort())
})

t.test('our own programs read theirs', async (t) => {
  for (const name of inLauncher)
    t.match(launcher, new RegExp(`environ(\\.get\\(|\\[)"${name}"|"${name}"`), name)
  for (const name of ['CLEARML_API_HOST', 'CLEARML_API_HOST_VERIFY_CERT'])
    t.match(agentProgram, `"${name}"`, name)
})

t.test('clearml-agent reads each in the file that the table names', needsAgent, async (t) => {
  const source = (file: string): string =>
    spawnSync(
      agentPython,
      [
        '-c',
        'import os, sys, clearml_agent as a; print(open(os.path.join(a.__path__[0], sys.argv[1])).read())',
        file,
      ],
      { encoding: 'utf8' },
    ).stdout
  for (const [name, file] of Object.entries(inPackage))
    t.match(source(file), new RegExp(`["']${name}["']`), name)
})
