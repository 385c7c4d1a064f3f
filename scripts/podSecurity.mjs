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
  const values = { domain: 'clearml.example.com', [overlay]: own }
  const more = rows({ overlays: [overlays[overlay]()], values }).filter((one) => !base.includes(one))
  tables.set(more.join('\n'), [`${name}, beside the server`])
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
Docker mode (\`agents.static.docker\`) mount directories of the node, which is \`privileged\`; the pods of tasks are
\`baseline\`, unless the template of their queue says otherwise. The level of a workload follows from its values \`podSecurityContext\` and \`securityContext\`.

${[...tables].map(([table, names]) => `## ${names.join(', ')}\n\n| workload | level | what stops the next one |\n|---|---|---|\n${table}\n`).join('\n')}`)
