// Prints docs/pod-security.md: which Pod Security level the pods of our installations reach, and what stops the next one.

import { overlays } from '../dist/esm/overlays/index.js'
import { presets } from '../dist/esm/presets/index.js'
import { build, podSecurityLevels } from '../dist/esm/src/index.js'

const values = { nfs: { server: '10.0.0.5', path: '/exports/clearml' } }
const installations = [
  ['no overlay', {}],
  ...presets
    .filter(({ name }) => name !== 'remote-agents')
    .map((preset) => [
      `\`--preset ${preset.name}\``,
      { preset, values: preset.name === 'cloud-ready' ? { domain: 'clearml.example.com' } : {} },
    ]),
  ...['hostpath', 'nfs', 'cloud', 'ephemeral'].map((name) => [
    `\`--overlay ${name}\``,
    { overlays: [overlays[name]()], values: name in values ? { [name]: values[name] } : {} },
  ]),
]

/** The overlays of the slot `profile`, with all that the stream can run beside the server. */
const profiles = ['baseline', 'restricted', 'openshift']

/** What these bring beside the server. */
const beside = [
  ['`--overlay agents`', 'agents', { static: { count: 1 }, glue: [{ queue: 'gpu' }] }],
  [
    '`--overlay serving`',
    'serving',
    {
      taskId: 'ab12cd34',
      kafka: { bootstrapServers: ['kafka.example.com:9092'] },
      triton: { enabled: true },
    },
  ],
]

const domain = 'clearml.example.com'

const row = ({ workload, level, violations }) => {
  const stops = violations.map(({ control, by }) => `${control} (${by.join(', ')})`)
  return `| ${workload.kind}/${workload.name} | ${level} | ${stops.join(', ') || '–'} |`
}

const rows = (input) => {
  const built = build(input)
  if (built._tag === 'Left') throw new Error(JSON.stringify(built.left))
  return podSecurityLevels(built.right.manifests).map(row)
}

/** The names of the installations by their table. */
const tables = new Map()
for (const [name, input] of installations) {
  const table = rows(input).join('\n')
  tables.set(table, [...(tables.get(table) ?? []), name])
}
const base = rows({})
for (const [name, overlay, own] of beside) {
  const more = rows({ overlays: [overlays[overlay]()], values: { domain, [overlay]: own } })
  tables.set(more.filter((one) => !base.includes(one)).join('\n'), [`${name}, beside the server`])
}

const everything = Object.fromEntries(beside.map(([, overlay, own]) => [overlay, own]))
for (const profile of profiles) {
  const chosen = ['hostpath', 'agents', 'serving', profile].map((name) => overlays[name]())
  const table = rows({ overlays: chosen, values: { domain, ...everything } }).join('\n')
  const name = `\`--overlay ${profile}\`, with hostpath, agents and serving`
  tables.set(table, [...(tables.get(table) ?? []), name])
}

console.log(`# Which Pod Security level do the pods reach?

The levels of the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/), checked
as Kubernetes 1.36 does: \`privileged\` (no restriction), \`baseline\`, \`restricted\`. A namespace that enforces \`baseline\`
takes every installation of this page; one that enforces \`restricted\` refuses the pods of each workload whose row names
what stops it. \`clearml-manifests validate --pod-security FILE\` prints the same of any stream, and the rule
[podSecurity](lint/podSecurity.md) compares it with the labels of the namespace:

\`\`\`yaml
# values.yaml
namespace:
  labels: {pod-security.kubernetes.io/enforce: baseline}
\`\`\`

\`\`\`sh
npx clearml-manifests build --preset dev -f values.yaml
\`\`\`

With \`elasticsearch.vmMaxMapCount: privilegedInit\` the pods of Elasticsearch are \`privileged\`: setting a sysctl of the node
takes a privileged container. Agents in
Docker mode (\`agents.static.docker\`) mount directories of the node, which is \`privileged\`; the profiles refuse both. The
pods of tasks are \`baseline\`, unless the template of their queue says otherwise. The level of a workload follows from its
values \`podSecurityContext\` and \`securityContext\`; [profiles](security.md) set them.

${[...tables].map(([table, names]) => `## ${names.join(', ')}\n\n| workload | level | what stops the next one |\n|---|---|---|\n${table}\n`).join('\n')}`)
